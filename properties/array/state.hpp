#pragma once

#include "core/instances.hpp"
#include "properties/array/generator.hpp"
#include "properties/array/noise.hpp"
#include "properties/array/objective.hpp"
#include "properties/array/responses.hpp"
#include "properties/checks.hpp"
#include "properties/few_digits.hpp"

namespace aimcert {

/// An ArrayInstance in scalar S.
template <class S>
struct ArrayState {
    ArrayObjective<S> objective;
    AnyResponse<S> device, residual_device;
    Matrix<S> weight, residual, silence;  ///< W, P, 0
    S alpha, beta, gamma;
    S smoothness, largest_part;  ///< L; F_max of both devices

    explicit ArrayState(const ArrayInstance& i);

    /// The noise of a gradient taken at w: of a list the same everywhere, over samples that of one sample.
    Noise<S> noise_at(const Matrix<S>& w) const;

    /// The claims on residual learning give both arrays one F_max.
    void share_largest_part();

    /// What cancels in differences of f.
    S scale() const;

private:
    Noise<S> list_;
};

/// An update multiplies the digits of a rational by up to 1 + the degree of the responses in w; digital weights grow by no
/// more than those of the rates.
inline double growth_of_digits(const ArrayInstance& i) {
    const auto degree = [](const DeviceParameters& device) {
        if (device.response == "ideal") return 0.0;
        if (device.response == "power") return device.gamma;
        return device.response == "two_sided_power" ? std::max(device.gamma_plus, device.gamma_minus) : 1.0;
    };
    return i.steps > 1 ? std::pow(1 + std::max(degree(i.device), degree(i.residual_device)), i.steps) : 1;
}

template <class S>
ArrayState<S>::ArrayState(const ArrayInstance& i)
    : objective(i),
      device(*make_response<S>(i.device)),
      residual_device(*make_response<S>(i.residual_device)),
      weight(make_column<S>(i.weight)),
      residual(make_column<S>(i.residual)),
      silence(Matrix<S>::Constant(weight.rows(), 1, S(0))),
      alpha(math::constant<S>(i.alpha)),
      beta(math::constant<S>(i.beta)),
      gamma(math::constant<S>(i.gamma)),
      smoothness(objective.smoothness()),
      largest_part(largest_symmetric_part(device)) {
    expect_few_digits<S>(growth_of_digits(i));
    if (!objective.samples()) list_ = make_noise<S>(i);
}

template <class S>
Noise<S> ArrayState<S>::noise_at(const Matrix<S>& w) const {
    return objective.samples() ? sample_noise(*objective.samples(), w) : list_;
}

template <class S>
void ArrayState<S>::share_largest_part() {
    largest_part = math::max(largest_part, largest_symmetric_part(residual_device));
}

template <class S>
S ArrayState<S>::scale() const {
    return objective.magnitude(math::max(max_abs(weight), max_abs(objective.minimum())) + gamma * max_abs(residual));
}

/// σ² of a theorem whose rate depends on it, over a run from here: E|ε|²; over samples, where that depends on the point, twice
/// as much, and runs on which it grows further do not meet E|ε|² <= σ².
template <class S>
S bound_on_variance(const ArrayState<S>& state) {
    return (state.objective.samples() ? S(2) : S(1)) * state.noise_at(state.weight).variance;
}

/// The optimizer after one step with gradient g + noise.
template <class S, class O>
O stepped(O optimizer, const Matrix<S>& gradient, const Matrix<S>& noise, const Matrix<S>& read_noise) {
    optimizer.accumulate(Matrix<S>(gradient + noise), S(1));
    optimizer.finish(read_noise);
    return optimizer;
}

/// Σ a_i b_i² of two arrays.
template <class S>
S weighted_norm_sq(const Matrix<S>& weights, const Matrix<S>& v) {
    S sum(0);
    for (Eigen::Index i = 0; i < v.rows(); ++i) sum += weights(i, 0) * math::square(S(v(i, 0)));
    return sum;
}

/// Classifies an instance.
template <class S>
void classify(const ArrayInstance& i, Checks<S>& checks) {
    checks.label(name_of(shape_names, i.shape));
    checks.label(i.device.response);
    if (!i.noise.empty()) checks.label("noisy gradient");
    if (i.weight.size() > 1) checks.label("several entries");
}

#define AIMCERT_ARRAY_INSTANCES(EXTERN, S)                                                                             \
    EXTERN template class SampleObjective<S>;                                                                          \
    EXTERN template class ArrayObjective<S>;                                                                           \
    EXTERN template struct Responses<S>;                                                                               \
    EXTERN template struct ArrayState<S>;                                                                              \
    EXTERN template Noise<S> make_noise<S>(const ArrayInstance&);                                                      \
    EXTERN template Noise<S> sample_noise<S>(const SampleObjective<S>&, const Matrix<S>&);                             \
    EXTERN template Responses<S> responses_at<S>(const AnyResponse<S>&, const Matrix<S>&);                             \
    EXTERN template S largest_symmetric_part<S>(const AnyResponse<S>&);                                                \
    EXTERN template S smallest_margin<S>(const AnyResponse<S>&, const Matrix<S>&);                                     \
    EXTERN template void classify<S>(const ArrayInstance&, Checks<S>&);
AIMCERT_EXTERN_INSTANCES(AIMCERT_ARRAY_INSTANCES)

}  // namespace aimcert
