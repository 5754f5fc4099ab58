#include "proofs-checks/emission/entries.hpp"

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

}  // namespace aimcert::emission
