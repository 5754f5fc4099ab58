#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

Vector<Expression> vector_of(const std::string& name, Eigen::Index size) {
    Vector<Expression> vector(size);
    for (Eigen::Index i = 0; i < size; ++i) vector(i) = entry(name, i);
    return vector;
}

Matrix<Expression> matrix_of(const std::string& name, Eigen::Index rows, Eigen::Index columns) {
    Matrix<Expression> matrix(rows, columns);
    for (Eigen::Index i = 0; i < rows; ++i)
        for (Eigen::Index j = 0; j < columns; ++j) matrix(i, j) = entry(name, i, j);
    return matrix;
}

std::vector<Expression> entries_of(const std::string& name, std::size_t size) {
    std::vector<Expression> entries;
    for (std::size_t i = 0; i < size; ++i) entries.push_back(entry(name, i));
    return entries;
}

Comparison at_most(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::at_most, std::move(right)};
}
Comparison less(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::less, std::move(right)};
}
Comparison equal(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::equal, std::move(right)};
}

}  // namespace aimcert::emission
