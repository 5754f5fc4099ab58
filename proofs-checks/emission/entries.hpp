#pragma once

#include "core/linear_algebra.hpp"
#include "core/scalar/expression.hpp"

#include <string>
#include <vector>

namespace aimcert::emission {

/// The entry `name[i,..]` of a vector or a matrix.
template <class... Index>
Expression entry(const std::string& name, Index... indices) {
    std::string text;
    ((text += (text.empty() ? "" : ",") + std::to_string(indices)), ...);
    return Expression::variable(name + "[" + text + "]");
}

Vector<Expression> vector_of(const std::string& name, Eigen::Index size);
Matrix<Expression> matrix_of(const std::string& name, Eigen::Index rows, Eigen::Index columns);
/// name[0], ..., name[size-1]
std::vector<Expression> entries_of(const std::string& name, std::size_t size);

}  // namespace aimcert::emission
