#pragma once

#include "properties/array/samples.hpp"

#include <optional>

namespace aimcert {

/// f - f* of an ArrayInstance (of softmax regression f, of which 0 is a lower bound).
template <class S>
class ArrayObjective {
public:
    explicit ArrayObjective(const ArrayInstance& i);

    S value(const Matrix<S>& w) const;
    /// ∇f(w) = Q (curvatures ⊙ φ'(u)).
    Matrix<S> gradient(const Matrix<S>& w) const;
    /// L, the largest curvature; over samples an upper bound of it.
    S smoothness() const;
    /// mu, the smallest curvature: |∇f(w)| >= mu |w - minimum| for the quadratic. Over samples a lower bound, 0 if none.
    S convexity() const;
    /// The largest number that f(w) is added up of where |w|_inf, |minimum|_inf <= size.
    S magnitude(const S& size) const;
    const Matrix<S>& minimum() const { return minimum_; }
    /// What f is a mean of; none when the gradient noise is a list of its own.
    const std::optional<SampleObjective<S>>& samples() const { return samples_; }

private:
    /// Q x = x - v (2 vᵀx/|v|²).
    Matrix<S> mirrored(const Matrix<S>& x) const;
    /// φ(t).
    S profile(const S& t) const;
    /// φ'(t).
    S slope(const S& t) const;
    template <class Choose>
    S extreme(Choose choose) const {
        S result = curvatures_(0, 0);
        for (Eigen::Index i = 1; i < curvatures_.rows(); ++i) result = choose(result, S(curvatures_(i, 0)));
        return result;
    }

    Shape shape_;
    Matrix<S> curvatures_, mirror_, minimum_;
    std::optional<SampleObjective<S>> samples_;
};

template <class S>
ArrayObjective<S>::ArrayObjective(const ArrayInstance& i)
    : shape_(i.shape), curvatures_(make_column<S>(i.curvatures)), minimum_(make_column<S>(i.minimum)) {
    if (!i.mirror.empty()) mirror_ = make_column<S>(i.mirror);
    if (is_over_samples(shape_)) samples_.emplace(i);
}

template <class S>
S ArrayObjective<S>::value(const Matrix<S>& w) const {
    if (samples_) return samples_->value(w);
    const Matrix<S> u = mirrored(w - minimum_);
    S sum(0);
    for (Eigen::Index i = 0; i < u.rows(); ++i) sum += curvatures_(i, 0) * profile(u(i, 0));
    return sum;
}

template <class S>
Matrix<S> ArrayObjective<S>::gradient(const Matrix<S>& w) const {
    if (samples_) return samples_->gradient(w);
    Matrix<S> u = mirrored(w - minimum_);
    for (Eigen::Index i = 0; i < u.rows(); ++i) u(i, 0) = curvatures_(i, 0) * slope(u(i, 0));
    return mirrored(u);
}

template <class S>
S ArrayObjective<S>::smoothness() const {
    if (samples_) return samples_->smoothness();
    return extreme([](const S& a, const S& b) { return math::max(a, b); });
}

template <class S>
S ArrayObjective<S>::convexity() const {
    if (samples_) return samples_->convexity();
    return extreme([](const S& a, const S& b) { return math::min(a, b); });
}

template <class S>
S ArrayObjective<S>::magnitude(const S& size) const {
    if (samples_) return samples_->magnitude(size);
    return smoothness() * math::square(size) * math::whole<S>(minimum_.rows());
}

template <class S>
Matrix<S> ArrayObjective<S>::mirrored(const Matrix<S>& x) const {
    if (mirror_.size() == 0) return x;
    const S factor = S(2) * inner(mirror_, x) / squared_norm(mirror_);
    Matrix<S> y = x;
    for (Eigen::Index i = 0; i < x.rows(); ++i) y(i, 0) = x(i, 0) - factor * mirror_(i, 0);
    return y;
}

template <class S>
S ArrayObjective<S>::profile(const S& t) const {
    switch (shape_) {
        case Shape::quadratic: return math::square(t) / S(2);
        case Shape::cosine: return S(2) * math::square(math::sin(S(t / S(2))));  // 1 - cos t without cancellation
        case Shape::least_squares:
        case Shape::softmax_regression: break;  // over samples
        case Shape::log_cosh: return math::abs(t) + math::log1p(S(math::expm1(S(S(-2) * math::abs(t))) / S(2)));
    }
    return t;
}

template <class S>
S ArrayObjective<S>::slope(const S& t) const {
    switch (shape_) {
        case Shape::quadratic: return t;
        case Shape::cosine: return math::sin(t);
        case Shape::least_squares:
        case Shape::softmax_regression: break;  // over samples
        case Shape::log_cosh: return math::tanh(t);
    }
    return t;
}

}  // namespace aimcert
