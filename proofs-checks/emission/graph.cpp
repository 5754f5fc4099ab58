#include "proofs-checks/emission/graph.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>

namespace aimcert::emission {
namespace {

constexpr double largest_tree = 40;  // operations

/// Decimal digits of a 2^power.
std::string digits(std::uint64_t a, int power) {
    std::string text = std::to_string(a);
    for (; power > 0; --power) {
        int carry = 0;
        for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
            const int twice = 2 * (*digit - '0') + carry;
            *digit = static_cast<char>('0' + twice % 10);
            carry = twice / 10;
        }
        if (carry > 0) text.insert(text.begin(), '1');
    }
    return text;
}

/// Rebuilds an expression from its leaves, every node once, but for those that are `done`.
Expression rebuilt(const Expression& expression,
                   const std::function<Expression(const Node&, const std::vector<Expression>&)>& make, Names done = {}) {
    const std::function<Expression(const Node&)> visit = [&](const Node& node) {
        if (const auto found = done.find(&node); found != done.end()) return found->second;
        std::vector<Expression> operands;
        for (const auto& operand : node.operands) operands.push_back(visit(*operand));
        return done.emplace(&node, make(node, operands)).first->second;
    };
    return visit(expression.node());
}

Expression same_operation(const Node& node, const std::vector<Expression>& operands) {
    return operands.empty() ? Expression::variable(node.symbol) : Expression::apply(node.symbol, operands);
}

}  // namespace

Variable variable_of(const Node& node) {
    const auto bracket = node.symbol.find('[');
    Variable variable{node.symbol.substr(0, bracket), {}};
    if (bracket == std::string::npos) return variable;
    for (auto begin = bracket + 1; begin < node.symbol.size();) {
        const auto end = node.symbol.find_first_of(",]", begin);
        variable.indices.push_back(node.symbol.substr(begin, end - begin));
        begin = end + 1;
    }
    return variable;
}

bool is_constant(const Node& node) {
    if (!node.operands.empty()) return false;
    char* end = nullptr;
    std::strtod(node.symbol.c_str(), &end);
    return end == node.symbol.c_str() + node.symbol.size();
}

Fraction fraction_of(const Node& constant) {
    const double value = std::strtod(constant.symbol.c_str(), nullptr);
    if (!std::isfinite(value)) throw std::domain_error("no fraction is equal to " + constant.symbol);
    if (value == 0) return {false, "0", "1"};
    int exponent = 0;
    double mantissa = std::ldexp(std::frexp(std::abs(value), &exponent), 53);
    exponent -= 53;
    for (; std::fmod(mantissa, 2) == 0; mantissa /= 2) ++exponent;
    return {value < 0, digits(static_cast<std::uint64_t>(mantissa), exponent), digits(1, -exponent)};
}

std::vector<const Node*> operations_of(const std::vector<Expression>& roots) {
    std::vector<const Node*> order;
    std::set<const Node*> seen;
    const std::function<void(const Node&)> visit = [&](const Node& node) {
        if (node.operands.empty() || !seen.insert(&node).second) return;
        for (const auto& operand : node.operands) visit(*operand);
        order.push_back(&node);
    };
    for (const auto& root : roots) visit(root.node());
    return order;
}

std::vector<const Node*> named_operations(const std::vector<Expression>& roots) {
    const auto operations = operations_of(roots);
    std::map<const Node*, int> uses;
    std::map<const Node*, double> size;
    for (const Node* node : operations) {
        size[node] = 1;
        for (const auto& operand : node->operands) {
            ++uses[operand.get()];
            size[node] += size[operand.get()];
        }
    }
    double total = 0;
    for (const auto& root : roots) {
        ++uses[&root.node()];
        total += size[&root.node()];
    }
    std::vector<const Node*> named;
    if (total > largest_tree)
        std::copy_if(operations.begin(), operations.end(), std::back_inserter(named),
                     [&](const Node* node) { return uses[node] > 1; });
    return named;
}

Expression contracted(const Expression& expression) {
    return rebuilt(expression, [](const Node& node, const std::vector<Expression>& operands) {
        const bool sum = operands.size() == 2 && (node.symbol == "+" || node.symbol == "-"), minus = node.symbol == "-";
        const auto is_product = [&](std::size_t i) { return sum && node.operands[i]->symbol == "*"; };
        const auto factor = [&](std::size_t i, std::size_t j) {
            const auto& product = operands[i].node();
            return Expression(product.operands[j]);
        };
        if (is_product(0) && is_product(1))
            throw std::domain_error("two products in one sum: which of them is contracted is up to the compiler");
        if (is_product(1))
            return ScalarTraits<Expression>::fma(minus ? -factor(1, 0) : factor(1, 0), factor(1, 1), operands[0]);
        if (is_product(0))
            return ScalarTraits<Expression>::fma(factor(0, 0), factor(0, 1), minus ? -operands[1] : operands[1]);
        return same_operation(node, operands);
    });
}

Expression selected(const Expression& expression, bool nonnegative) {
    return rebuilt(expression, [&](const Node& node, const std::vector<Expression>& operands) {
        return node.symbol == "select" ? operands[nonnegative ? 1 : 2] : same_operation(node, operands);
    });
}

Expression renamed(const Expression& expression, const Names& names) {
    return rebuilt(expression, same_operation, names);
}

}  // namespace aimcert::emission
