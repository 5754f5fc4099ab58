#pragma once

#include "core/scalar/expression.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aimcert::emission {

using Node = Expression::Node;

/// Name and indices of a variable `name[i,j]`.
struct Variable {
    std::string name;
    std::vector<std::string> indices;
};
Variable variable_of(const Node& node);

bool is_constant(const Node& node);

/// A number as (-1)^negative numerator/denominator, exactly what the double holds; digits in base ten.
struct Fraction {
    bool negative;
    std::string numerator, denominator;  ///< denominator "1" for whole numbers
};
/// Throws std::domain_error unless the constant is finite.
Fraction fraction_of(const Node& constant);

/// Every operation below the roots once, operands first.
std::vector<const Node*> operations_of(const std::vector<Expression>& roots);

/// Those operations that get a name of their own: the ones used more than once, unless all of it is so small that a
/// tree reads better. Without names a recording in which results are used again would grow exponentially.
std::vector<const Node*> named_operations(const std::vector<Expression>& roots);

/// a + b c and a - b c with the product and the sum in one rounding, as a compiler contracts them.
Expression contracted(const Expression& expression);

/// The branch of every `select` taken where its sign is non-negative, or the other one.
Expression selected(const Expression& expression, bool nonnegative);

/// The same formula where each of these operations is what it is mapped to.
using Names = std::map<const Node*, Expression>;
Expression renamed(const Expression& expression, const Names& names);

}  // namespace aimcert::emission
