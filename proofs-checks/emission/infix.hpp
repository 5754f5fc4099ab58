#pragma once

#include "proofs-checks/emission/graph.hpp"

#include <functional>

namespace aimcert::emission {

/// How tightly a piece of text holds together: what binds less than its surroundings ask for gets parentheses.
enum class Binding { sum, product, application, atom };

struct Text {
    std::string text;
    Binding binding;

    std::string at_least(Binding required) const { return binding < required ? "(" + text + ")" : text; }
};

/// How a language with infix operators writes a formula.
struct Infix {
    std::function<Text(const Node&)> leaf;
    /// Everything but + - * /.
    std::function<Text(const Node&, const std::vector<Text>&)> call;
    /// What becomes of an arithmetic operation; a rounding for instance.
    std::function<Text(Text)> operation = [](Text text) { return text; };
    std::map<const Node*, std::string> names = {};  ///< operations that are printed by name

    Text print(const Node& node) const {
        if (const auto name = names.find(&node); name != names.end()) return {name->second, Binding::atom};
        return definition(node);
    }
    /// The operation itself, whether it has a name or not.
    Text definition(const Node& node) const {
        if (node.operands.empty()) return leaf(node);
        std::vector<Text> operands;
        for (const auto& operand : node.operands) operands.push_back(print(*operand));
        if (operands.size() != 2 || std::string_view("+-*/").find(node.symbol) == std::string_view::npos)
            return call(node, operands);
        const bool sum = node.symbol == "+" || node.symbol == "-";
        return operation({operands[0].at_least(sum ? Binding::sum : Binding::product) + " " + node.symbol + " " +
                              operands[1].at_least(sum ? Binding::product : Binding::application),
                          sum ? Binding::sum : Binding::product});
    }
};

}  // namespace aimcert::emission
