#include "proofs-checks/emission/infix.hpp"
#include "proofs-checks/emission/printers.hpp"

#include <set>
#include <stdexcept>

namespace aimcert::emission {
namespace {

Text leaf(const Node& node) {
    if (is_constant(node)) {
        const auto [negative, numerator, denominator] = fraction_of(node);
        if (denominator != "1") return {"(" + std::string(negative ? "-" : "") + numerator + " / " + denominator + ")", Binding::atom};
        return {negative ? "(-" + numerator + ")" : numerator, Binding::atom};
    }
    const auto [name, indices] = variable_of(node);
    std::string text = name;
    for (const auto& index : indices) text += " " + index + "%nat";
    return {text, indices.empty() ? Binding::atom : Binding::application};
}

Text application(std::string function, const std::vector<Text>& operands) {
    for (const auto& operand : operands) function += " " + operand.at_least(Binding::atom);
    return {function, Binding::application};
}

Text call(const Node& node, const std::vector<Text>& operands) {
    static const std::map<std::string, std::string> functions{
        {"abs", "Rabs"}, {"min", "Rmin"}, {"max", "Rmax"}, {"sqrt", "sqrt"}, {"exp", "exp"},
        {"tanh", "tanh"}, {"atan", "atan"}, {"sin", "sin"}, {"cos", "cos"}};
    if (const auto function = functions.find(node.symbol); function != functions.end())
        return application(function->second, operands);
    if (node.symbol == "neg") return {"(- " + operands[0].at_least(Binding::application) + ")", Binding::atom};
    if (node.symbol == "expm1") return {application("exp", operands).text + " - 1", Binding::sum};
    if (node.symbol == "log1p") return application("ln", {{"1 + " + operands[0].at_least(Binding::product), Binding::sum}});
    if (node.symbol == "fma")
        return {operands[0].at_least(Binding::product) + " * " + operands[1].at_least(Binding::application) + " + " +
                    operands[2].at_least(Binding::product),
                Binding::sum};
    if (node.symbol == "select")
        return {"(if Rlt_dec " + operands[0].at_least(Binding::atom) + " 0 then " + operands[2].text + " else " +
                    operands[1].text + ")",
                Binding::atom};
    throw std::domain_error("Coq has no name for " + node.symbol);
}

Text rounded(Text text) { return {"rnd (" + text.text + ")", Binding::application}; }

Text rounded_call(const Node& node, const std::vector<Text>& operands) {
    static const std::set<std::string> exact{"abs", "min", "max", "neg", "select"};
    if (exact.contains(node.symbol)) return call(node, operands);
    if (node.symbol != "fma" && node.symbol != "sqrt")
        throw std::domain_error("no rounding error is stated for " + node.symbol);
    return rounded(call(node, operands));
}

/// Arguments of one type side by side: (A B : nat -> nat -> R) (x : nat -> R) (c d : R).
std::string arguments(const std::vector<Input>& inputs) {
    std::string text;
    for (std::size_t i = 0; i < inputs.size();) {
        const int indices = inputs[i].indices;
        std::string names, type;
        for (; i < inputs.size() && inputs[i].indices == indices; ++i) names += inputs[i].name + " ";
        for (int k = 0; k < indices; ++k) type += "nat -> ";
        text += " (" + names + ": " + type + "R)";
    }
    return text;
}

std::string definition(const Formula& formula, const std::string& first_arguments, Infix coq) {
    std::string text = "Definition code_" + formula.name + first_arguments + arguments(formula.inputs) + " : R :=\n";
    for (const Node* node : named_operations({formula.value})) {
        const std::string name = "t" + std::to_string(coq.names.size());
        text += "  let " + name + " := " + coq.definition(*node).text + " in\n";
        coq.names.emplace(node, name);
    }
    return text + "  " + coq.print(formula.value.node()).text + ".\n";
}

}  // namespace

std::string coq_definition(const Formula& formula) { return definition(formula, "", {leaf, call}); }

std::string coq_rounded_definition(const Formula& order) {
    return definition(order, " (rnd : R -> R)", {leaf, rounded_call, rounded});
}

}  // namespace aimcert::emission
