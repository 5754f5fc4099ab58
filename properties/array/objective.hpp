#pragma once

#include "core/linear_algebra.hpp"
#include "properties/instance.hpp"

namespace aimcert {

template <class S>
Matrix<S> make_column(const Numbers& numbers) {
    Matrix<S> column(static_cast<Eigen::Index>(numbers.size()), 1);
    for (std::size_t i = 0; i < numbers.size(); ++i) column(static_cast<Eigen::Index>(i), 0) = math::constant<S>(numbers[i]);
    return column;
}

/// <a, b> = Σ a_i b_i.
template <class S>
S inner(const Matrix<S>& a, const Matrix<S>& b) {
    S sum(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i) sum += a(i, 0) * b(i, 0);
    return sum;
}

/// f of an ArrayInstance, f* = 0.
template <class S>
class ArrayObjective {
public:
    explicit ArrayObjective(const ArrayInstance& i)
        : shape_(i.shape), curvatures_(make_column<S>(i.curvatures)), minimum_(make_column<S>(i.minimum)) {
        if (!i.mirror.empty()) mirror_ = make_column<S>(i.mirror);
    }

    S value(const Matrix<S>& w) const {
        const Matrix<S> u = mirrored(w - minimum_);
        S sum(0);
        for (Eigen::Index i = 0; i < u.rows(); ++i) sum += curvatures_(i, 0) * profile(u(i, 0));
        return sum;
    }
    /// ∇f(w) = Q (curvatures ⊙ φ'(u)).
    Matrix<S> gradient(const Matrix<S>& w) const {
        Matrix<S> u = mirrored(w - minimum_);
        for (Eigen::Index i = 0; i < u.rows(); ++i) u(i, 0) = curvatures_(i, 0) * slope(u(i, 0));
        return mirrored(u);
    }
    /// L, the largest curvature.
    S smoothness() const { return extreme([](const S& a, const S& b) { return math::max(a, b); }); }
    /// mu, the smallest curvature: |∇f(w)| >= mu |w - minimum| for the quadratic.
    S convexity() const { return extreme([](const S& a, const S& b) { return math::min(a, b); }); }
    const Matrix<S>& minimum() const { return minimum_; }

private:
    /// Q x = x - v (2 vᵀx/|v|²).
    Matrix<S> mirrored(const Matrix<S>& x) const {
        if (mirror_.size() == 0) return x;
        const S factor = S(2) * inner(mirror_, x) / squared_norm(mirror_);
        Matrix<S> y = x;
        for (Eigen::Index i = 0; i < x.rows(); ++i) y(i, 0) = x(i, 0) - factor * mirror_(i, 0);
        return y;
    }
    /// φ(t).
    S profile(const S& t) const {
        switch (shape_) {
            case Shape::quadratic: return math::square(t) / S(2);
            case Shape::cosine: return S(2) * math::square(math::sin(S(t / S(2))));  // 1 - cos t without cancellation
            case Shape::log_cosh: return math::abs(t) + math::log1p(S(math::expm1(S(S(-2) * math::abs(t))) / S(2)));
        }
        return t;
    }
    /// φ'(t).
    S slope(const S& t) const {
        switch (shape_) {
            case Shape::quadratic: return t;
            case Shape::cosine: return math::sin(t);
            case Shape::log_cosh: return math::tanh(t);
        }
        return t;
    }
    template <class Choose>
    S extreme(Choose choose) const {
        S result = curvatures_(0, 0);
        for (Eigen::Index i = 1; i < curvatures_.rows(); ++i) result = choose(result, S(curvatures_(i, 0)));
        return result;
    }

    Shape shape_;
    Matrix<S> curvatures_, mirror_, minimum_;
};

}  // namespace aimcert
