#pragma once

#include "core/network/loss.hpp"
#include "properties/array/column.hpp"

namespace aimcert {

/// f of an ArrayInstance over samples, the mean of l_n over n (least squares, softmax regression).
template <class S>
class SampleObjective {
public:
    explicit SampleObjective(const ArrayInstance& i);

    /// Samples: one a row, or two (a_n, e_n) and (a_n, -e_n).
    Eigen::Index count() const { return classes_ ? rows_.rows() : 2 * rows_.rows(); }

    /// f(w) - f*. Least squares: ((x+e)² + (x-e)²)/4 - e²/2 = x²/2 with x = a·(w - minimum). Softmax regression: f.
    S value(const Matrix<S>& w) const;

    /// ∇l_n(w). Least squares: a (x ± e). Softmax regression: (softmax(W a) - y)_c a in the entries of class c.
    Matrix<S> sample_gradient(Eigen::Index n, const Matrix<S>& w) const;

    Matrix<S> gradient(const Matrix<S>& w) const;

    /// An upper bound of L. Least squares: the Hessian is H = AᵀA/N with the rows a_n of A, and no eigenvalue of a
    /// symmetric matrix is above its largest absolute row sum; AAᵀ/N has the same eigenvalues but 0, so the smaller of
    /// the two row sums is a bound. It is L for orthogonal rows, one row, or D = 1. Softmax regression: the Hessian is
    /// the mean of (diag p - p pᵀ) ⊗ a aᵀ, and the first factor is at most 1/2, as its row sums are 2 p_c(1-p_c).
    S smoothness() const;

    /// A lower bound of mu: by Gershgorin's discs min_i (H_ii - Σ_{j≠i} |H_ij|), if that is above 0. Softmax regression: 0.
    S convexity() const;

    /// The largest number that f(w) is added up of where |w|_inf, |minimum|_inf <= size.
    S magnitude(const S& size) const;

private:
    const Vector<S>& target(Eigen::Index row) const { return targets_[static_cast<std::size_t>(row)]; }

    /// a·(w - minimum).
    S error(Eigen::Index row, const Matrix<S>& w) const;
    /// W a, the rows of W one after the other in w.
    Vector<S> outputs(Eigen::Index row, const Matrix<S>& w) const;
    /// A Aᵀ/N, N the number of rows of the instance.
    Matrix<S> gram(const Matrix<S>& a) const;
    static S largest_row_sum(const Matrix<S>& a);

    bool classes_;
    Matrix<S> rows_, minimum_;
    std::vector<Vector<S>> targets_;  ///< e_n, or one-hot classes
};

template <class S>
SampleObjective<S>::SampleObjective(const ArrayInstance& i)
    : classes_(i.shape == Shape::softmax_regression), rows_(make_matrix<S>(i.rows)), minimum_(make_column<S>(i.minimum)) {
    const auto width = static_cast<std::size_t>(rows_.cols());
    for (const double target : i.targets) {
        if (classes_) {
            Vector<S> label = Vector<S>::Constant(static_cast<Eigen::Index>(i.weight.size() / width), S(0));
            label(static_cast<Eigen::Index>(target)) = S(1);
            targets_.push_back(std::move(label));
        } else {
            targets_.push_back(Vector<S>::Constant(1, math::constant<S>(target)));
        }
    }
}

template <class S>
S SampleObjective<S>::value(const Matrix<S>& w) const {
    S sum(0);
    for (Eigen::Index n = 0; n < rows_.rows(); ++n)
        sum += classes_ ? loss_value(Loss::softmax_cross_entropy, outputs(n, w), target(n)) : S(math::square(error(n, w)) / S(2));
    return sum / math::whole<S>(rows_.rows());
}

template <class S>
Matrix<S> SampleObjective<S>::sample_gradient(Eigen::Index n, const Matrix<S>& w) const {
    Matrix<S> gradient(w.rows(), 1);
    if (!classes_) {
        const Eigen::Index row = n / 2;
        const S e = target(row)(0), x = error(row, w) + (n % 2 == 0 ? e : S(-e));
        for (Eigen::Index i = 0; i < w.rows(); ++i) gradient(i, 0) = x * rows_(row, i);
        return gradient;
    }
    Vector<S> miss = target(n);
    loss_gradient(Loss::softmax_cross_entropy, outputs(n, w), target(n), miss);
    for (Eigen::Index i = 0; i < w.rows(); ++i) gradient(i, 0) = miss(i / rows_.cols()) * rows_(n, i % rows_.cols());
    return gradient;
}

template <class S>
Matrix<S> SampleObjective<S>::gradient(const Matrix<S>& w) const {
    Matrix<S> sum = Matrix<S>::Constant(w.rows(), 1, S(0));
    for (Eigen::Index n = 0; n < count(); ++n) sum += sample_gradient(n, w);
    const S share = math::whole<S>(count());
    for (Eigen::Index i = 0; i < sum.rows(); ++i) sum(i, 0) = sum(i, 0) / share;
    return sum;
}

template <class S>
S SampleObjective<S>::smoothness() const {
    const S largest = math::min(largest_row_sum(gram(Matrix<S>(rows_.transpose()))), largest_row_sum(gram(rows_)));
    return classes_ ? S(largest * loss_smoothness<S>(Loss::softmax_cross_entropy)) : largest;
}

template <class S>
S SampleObjective<S>::convexity() const {
    if (classes_) return S(0);
    const Matrix<S> hessian = gram(Matrix<S>(rows_.transpose()));
    S smallest = hessian(0, 0);
    for (Eigen::Index i = 0; i < hessian.rows(); ++i) {
        S left = hessian(i, i);
        for (Eigen::Index j = 0; j < hessian.cols(); ++j)
            if (j != i) left -= math::abs(S(hessian(i, j)));
        smallest = math::min(smallest, left);
    }
    return math::max(smallest, S(0));
}

template <class S>
S SampleObjective<S>::magnitude(const S& size) const {
    S reach(0);
    for (Eigen::Index n = 0; n < rows_.rows(); ++n) {
        S sum(0);
        for (Eigen::Index i = 0; i < rows_.cols(); ++i) sum += math::abs(S(rows_(n, i)));
        reach = math::max(reach, S(sum * size));
    }
    return classes_ ? S(S(2) * reach + math::whole<S>(target(0).size())) : S(S(4) * math::square(reach));
}

template <class S>
S SampleObjective<S>::error(Eigen::Index row, const Matrix<S>& w) const {
    S sum(0);
    for (Eigen::Index i = 0; i < w.rows(); ++i) sum += rows_(row, i) * S(w(i, 0) - minimum_(i, 0));
    return sum;
}

template <class S>
Vector<S> SampleObjective<S>::outputs(Eigen::Index row, const Matrix<S>& w) const {
    Vector<S> output = Vector<S>::Constant(w.rows() / rows_.cols(), S(0));
    for (Eigen::Index i = 0; i < w.rows(); ++i) output(i / rows_.cols()) += w(i, 0) * rows_(row, i % rows_.cols());
    return output;
}

template <class S>
Matrix<S> SampleObjective<S>::gram(const Matrix<S>& a) const {
    Matrix<S> result(a.rows(), a.rows());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.rows(); ++j) {
            S sum(0);
            for (Eigen::Index k = 0; k < a.cols(); ++k) sum += a(i, k) * a(j, k);
            result(i, j) = sum / math::whole<S>(rows_.rows());
        }
    return result;
}

template <class S>
S SampleObjective<S>::largest_row_sum(const Matrix<S>& a) {
    S largest(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
        S sum(0);
        for (Eigen::Index j = 0; j < a.cols(); ++j) sum += math::abs(S(a(i, j)));
        largest = math::max(largest, sum);
    }
    return largest;
}

}  // namespace aimcert
