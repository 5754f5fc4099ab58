#pragma once

#include "core/scalar/scalar.hpp"

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace aimcert {

/// A scalar that records the expression it computes, operation by operation and in the order of the program.
/// It has no value and no comparison: core code that branches on a value does not compile with it.
class Expression {
public:
    struct Node {
        std::string symbol;  ///< operator, function, variable name or decimal constant
        std::vector<std::shared_ptr<const Node>> operands;
    };

    Expression() : Expression(0) {}
    explicit Expression(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    Expression(int constant) : node_(std::make_shared<Node>(Node{std::to_string(constant), {}})) {}

    static Expression variable(std::string name) { return Expression(Node{std::move(name), {}}); }
    static Expression constant(double value) {
        std::ostringstream text;
        text.precision(17);
        text << value;
        return Expression(Node{text.str(), {}});
    }
    static Expression apply(std::string symbol, const std::vector<Expression>& operands) {
        Node node{std::move(symbol), {}};
        for (const auto& operand : operands) node.operands.push_back(operand.node_);
        return Expression(std::move(node));
    }

    const Node& node() const { return *node_; }

    friend Expression operator+(const Expression& a, const Expression& b) { return apply("+", {a, b}); }
    friend Expression operator-(const Expression& a, const Expression& b) { return apply("-", {a, b}); }
    friend Expression operator*(const Expression& a, const Expression& b) { return apply("*", {a, b}); }
    friend Expression operator/(const Expression& a, const Expression& b) { return apply("/", {a, b}); }
    friend Expression operator-(const Expression& a) { return apply("neg", {a}); }
    Expression& operator+=(const Expression& b) { return *this = *this + b; }
    Expression& operator-=(const Expression& b) { return *this = *this - b; }
    Expression& operator*=(const Expression& b) { return *this = *this * b; }

private:
    explicit Expression(Node node) : node_(std::make_shared<Node>(std::move(node))) {}
    std::shared_ptr<const Node> node_;
};

template <>
struct ScalarTraits<Expression> {
    static constexpr std::string_view name = "expression";
    static constexpr Arithmetic arithmetic = Arithmetic::symbolic;

    static Expression from_double(double value) { return Expression::constant(value); }
    static Expression abs(const Expression& x) { return Expression::apply("abs", {x}); }
    static Expression sqrt(const Expression& x) { return Expression::apply("sqrt", {x}); }
    static Expression exp(const Expression& x) { return Expression::apply("exp", {x}); }
    static Expression expm1(const Expression& x) { return Expression::apply("expm1", {x}); }
    static Expression log1p(const Expression& x) { return Expression::apply("log1p", {x}); }
    static Expression tanh(const Expression& x) { return Expression::apply("tanh", {x}); }
    static Expression atan(const Expression& x) { return Expression::apply("atan", {x}); }
    static Expression sin(const Expression& x) { return Expression::apply("sin", {x}); }
    static Expression cos(const Expression& x) { return Expression::apply("cos", {x}); }
    /// a b + c rounded once, which processors have and the formulas of the core never ask for.
    static Expression fma(const Expression& a, const Expression& b, const Expression& c) {
        return Expression::apply("fma", {a, b, c});
    }
    static Expression min(const Expression& a, const Expression& b) { return Expression::apply("min", {a, b}); }
    static Expression max(const Expression& a, const Expression& b) { return Expression::apply("max", {a, b}); }
    static Expression select(const Expression& sign, const Expression& a, const Expression& b) {
        return Expression::apply("select", {sign, a, b});
    }
};

/// The recorded formula as text with the fewest parentheses that keep the order of operations:
/// "w + d - abs(d) * (w / tau)".
inline std::string to_text(const Expression& expression) {
    struct Printer {
        static int precedence(const Expression::Node& node) {
            if (node.operands.size() == 2 && (node.symbol == "+" || node.symbol == "-")) return 1;
            if (node.operands.size() == 2 && (node.symbol == "*" || node.symbol == "/")) return 2;
            if (node.symbol == "neg") return 3;
            return 4;
        }
        static std::string wrapped(const Expression::Node& node, int at_least) {
            return precedence(node) < at_least ? "(" + print(node) + ")" : print(node);
        }
        static std::string print(const Expression::Node& node) {
            const int level = precedence(node);
            if (node.operands.empty()) return node.symbol;
            if (node.symbol == "neg") return "-" + wrapped(*node.operands[0], 4);
            if (level < 3)
                return wrapped(*node.operands[0], level) + " " + node.symbol + " " +
                       wrapped(*node.operands[1], level + 1);
            std::string text = node.symbol + "(";
            for (std::size_t i = 0; i < node.operands.size(); ++i)
                text += (i == 0 ? "" : ", ") + print(*node.operands[i]);
            return text + ")";
        }
    };
    return Printer::print(expression.node());
}

}  // namespace aimcert
