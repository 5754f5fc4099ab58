#pragma once

// The templates of the core that take long to compile, instantiated once for every scalar that ships. Include this
// instead of the single headers and link aimcert::core; with another scalar, or with AIMCERT_INLINE_CORE defined, the
// compiler instantiates from the headers as usual.

#include "core/bounds/bounded_iterates.hpp"
#include "core/bounds/convergence.hpp"
#include "core/device/parameters.hpp"
#include "core/monitor/accumulated_delay.hpp"
#include "core/monitor/lyapunov.hpp"
#include "core/monitor/saturation.hpp"
#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/digital_sgd.hpp"
#include "core/optimizer/residual_learning.hpp"
#include "core/optimizer/residual_learning_v2.hpp"
#include "core/optimizer/tiki_taka.hpp"
#include "core/pipeline/asynchronous.hpp"
#include "core/pipeline/synchronous.hpp"
#include "core/scalar/shipped.hpp"

#define AIMCERT_CORE_INSTANCES(EXTERN, S)                                                                              \
    EXTERN template S spectral_norm_bound<S>(const Matrix<S>&);                                                        \
    EXTERN template struct Signals<S>;                                                                                 \
    EXTERN template class AccumulatedDelay<S>;                                                                         \
    EXTERN template class AsynchronousPipeline<S>;                                                                     \
    EXTERN template class SynchronousTraining<S>;                                                                      \
    EXTERN template S objective<S>(const Architecture&, const Weights<S>&, const Samples<S>&, Signals<S>&);            \
    EXTERN template void forward_backward<S>(const Architecture&, const Weights<S>&, const Sample<S>&, Signals<S>&);   \
    EXTERN template SampleGradients<S> sample_gradients<S>(const Architecture&, const Weights<S>&, const Samples<S>&); \
    EXTERN template SignalBounds<S> signal_bounds<S>(const Architecture&, std::vector<S>, const S&, const S&,          \
                                                     Eigen::Index);                                                    \
    EXTERN template std::vector<S> box_spectral_bounds<S>(const Weights<S>&, const S&);                                \
    EXTERN template SignalDistance<S> signal_distance<S>(const SignalBounds<S>&, const std::vector<S>&, Perturbed);    \
    EXTERN template Matrix<S> stability_matrix<S>(const SignalBounds<S>&, Perturbed);                                  \
    EXTERN template S objective_smoothness<S>(const SignalBounds<S>&);                                                 \
    EXTERN template S staleness_sensitivity<S>(const SignalBounds<S>&);                                                \
    EXTERN template std::optional<AnyResponse<S>> make_response<S>(const DeviceParameters&);                           \
    EXTERN template void descend<S>(const AnyResponse<S>&, Matrix<S>&, const Matrix<S>&, const S&);                    \
    EXTERN template class AnalogSgd<S>;                                                                                \
    EXTERN template class DigitalSgd<S>;                                                                               \
    EXTERN template class TikiTaka<S>;                                                                                 \
    EXTERN template class ResidualLearning<S>;                                                                         \
    EXTERN template class ResidualLearningV2<S>;

namespace aimcert {
AIMCERT_EXTERN_INSTANCES(AIMCERT_CORE_INSTANCES)
}  // namespace aimcert
