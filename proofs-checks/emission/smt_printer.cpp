#include "proofs-checks/emission/graph.hpp"
#include "proofs-checks/emission/printers.hpp"

#include <set>
#include <stdexcept>

namespace aimcert::emission {
namespace {

/// One script: declarations first, then the definition of every operation, then what is asked.
class Script {
public:
    std::string term(const Expression& expression) {
        for (const Node* node : operations_of({expression})) define(*node);
        return name(expression.node());
    }
    std::string relation(const Comparison& comparison) {
        static const std::map<Comparison::Relation, std::string> symbols{{Comparison::Relation::at_most, "<="},
                                                                          {Comparison::Relation::less, "<"},
                                                                          {Comparison::Relation::equal, "="}};
        const std::string left = term(comparison.left), right = term(comparison.right);
        return "(" + symbols.at(comparison.relation) + " " + left + " " + right + ")";
    }
    std::string text(const std::string& status, const std::string& assertions) const {
        std::string head = "(set-logic QF_NRA)\n(set-info :status " + status + ")\n";
        for (const auto& variable : variables_) head += "(declare-const " + variable + " Real)\n";
        return head + definitions_ + assertions + "(check-sat)\n";
    }

private:
    std::string name(const Node& node) {
        if (!node.operands.empty()) return names_.at(&node);
        if (is_constant(node)) {
            const auto [negative, numerator, denominator] = fraction_of(node);
            const std::string size = denominator == "1" ? numerator + ".0" : "(/ " + numerator + ".0 " + denominator + ".0)";
            return negative ? "(- " + size + ")" : size;
        }
        const auto [variable, indices] = variable_of(node);
        std::string text = variable;
        for (const auto& index : indices) text += "_" + index;
        variables_.insert(text);
        return text;
    }
    /// Every operation has a name, so that nothing is written twice.
    void define(const Node& node) {
        if (names_.contains(&node)) return;
        std::vector<std::string> a;
        for (const auto& operand : node.operands) a.push_back(name(*operand));
        const std::string own = "t" + std::to_string(names_.size());
        if (node.symbol == "sqrt") {
            definitions_ += "(declare-const " + own + " Real)\n(assert (=> (>= " + a[0] + " 0.0) (and (>= " + own +
                            " 0.0) (= (* " + own + " " + own + ") " + a[0] + "))))\n";
        } else {
            definitions_ += "(define-fun " + own + " () Real " + operation(node.symbol, a) + ")\n";
        }
        names_.emplace(&node, own);
    }
    static std::string operation(const std::string& symbol, const std::vector<std::string>& a) {
        const auto choice = [](const std::string& condition, const std::string& then, const std::string& otherwise) {
            return "(ite " + condition + " " + then + " " + otherwise + ")";
        };
        if (symbol == "neg") return "(- " + a[0] + ")";
        if (symbol == "+" || symbol == "-" || symbol == "*" || symbol == "/")
            return "(" + symbol + " " + a[0] + " " + a[1] + ")";
        if (symbol == "abs") return choice("(< " + a[0] + " 0.0)", "(- " + a[0] + ")", a[0]);
        if (symbol == "min") return choice("(<= " + a[0] + " " + a[1] + ")", a[0], a[1]);
        if (symbol == "max") return choice("(<= " + a[0] + " " + a[1] + ")", a[1], a[0]);
        if (symbol == "select") return choice("(< " + a[0] + " 0.0)", a[2], a[1]);
        throw std::domain_error("no real polynomial stands for " + symbol);
    }

    std::map<const Node*, std::string> names_;
    std::set<std::string> variables_;
    std::string definitions_;
};

std::string script(const std::vector<Comparison>& hypotheses, const std::vector<Comparison>* conclusions,
                   const std::string& status) {
    Script script;
    std::string assertions;
    for (const auto& hypothesis : hypotheses) assertions += "(assert " + script.relation(hypothesis) + ")\n";
    if (conclusions) {
        std::string all;
        for (const auto& conclusion : *conclusions) all += " " + script.relation(conclusion);
        assertions += "(assert (not (and" + all + ")))\n";
    }
    return script.text(status, assertions);
}

}  // namespace

std::string smt_script(const std::vector<Comparison>& hypotheses, const std::vector<Comparison>& conclusions,
                       const std::string& status) {
    return script(hypotheses, &conclusions, status);
}

std::string smt_script(const std::vector<Comparison>& hypotheses, const std::string& status) {
    return script(hypotheses, nullptr, status);
}

}  // namespace aimcert::emission
