#include "proofs-checks/emission/infix.hpp"
#include "proofs-checks/emission/printers.hpp"

#include <stdexcept>

namespace aimcert::emission {
namespace {

Text leaf(const Node& node) {
    if (!is_constant(node)) {
        const auto [name, indices] = variable_of(node);
        std::string text = name;
        for (const auto& index : indices) text += "_" + index;
        return {text, Binding::atom};
    }
    const auto [negative, numerator, denominator] = fraction_of(node);
    const std::string size = denominator == "1" ? numerator : "(" + numerator + " / " + denominator + ")";
    return {negative ? "(-" + size + ")" : size, Binding::atom};
}

Text call(const Node& node, const std::vector<Text>& operands) {
    if (node.symbol == "abs") return {"|" + operands[0].text + "|", Binding::atom};
    if (node.symbol == "neg") return {"(-" + operands[0].at_least(Binding::application) + ")", Binding::atom};
    if (node.symbol == "sqrt") return {"sqrt(" + operands[0].text + ")", Binding::atom};
    if (node.symbol == "fma")
        return {operands[0].at_least(Binding::product) + " * " + operands[1].at_least(Binding::application) + " + " +
                    operands[2].at_least(Binding::product),
                Binding::sum};
    throw std::domain_error("Gappa has no name for " + node.symbol);
}

bool rounds(const Node& node) { return node.symbol != "abs" && node.symbol != "neg"; }

}  // namespace

std::string gappa_script(const RoundingBound& rounding) {
    const Formula& order = rounding.order;
    std::string text = "# " + order.name + "\n@rnd = float<ieee_32, ne>;\n";
    for (const auto& input : order.inputs) text += input.name + " = rnd(" + input.name + "_);\n";
    Infix computed{leaf, call}, exact{leaf, call};
    for (const Node* node : operations_of({order.value})) {
        if (!rounds(*node)) continue;
        const std::string number = std::to_string(computed.names.size());
        text += "r" + number + " = rnd(" + computed.definition(*node).text + ");\n";
        text += "e" + number + " = " + exact.definition(*node).text + ";\n";
        computed.names.emplace(node, "r" + number);
        exact.names.emplace(node, "e" + number);
    }
    text += "y = " + computed.print(order.value.node()).text + ";\n";
    text += "Y = " + exact.print(order.value.node()).text + ";\n";
    return text + "{ " + rounding.hypotheses + " -> |y - Y| <= " + rounding.bound + " }\n";
}

}  // namespace aimcert::emission
