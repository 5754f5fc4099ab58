#pragma once

#include "cli/files/configuration.hpp"
#include "core/optimizer/residual_learning.hpp"
#include "core/optimizer/residual_learning_v2.hpp"
#include "core/optimizer/tiki_taka.hpp"

namespace aimcert::cli {

/// use(optimizer) with the optimizer of those with a residual array that the plan asks for: P starts at 0 on a device like
/// that of W.
template <class S, class Use>
auto with_residual_optimizer(const TrainingPlan& plan, const Matrix<S>& initial, const AnyResponse<S>& device, const S& rate,
                             const Use& use) {
    const Matrix<S> residual = Matrix<S>::Constant(initial.rows(), initial.cols(), S(0));
    const S beta = math::constant<S>(plan.beta), gamma = math::constant<S>(plan.gamma);
    if (plan.algorithm == Algorithm::tiki_taka) return use(TikiTaka<S>(initial, residual, device, device, rate, beta));
    if (plan.algorithm == Algorithm::residual_learning)
        return use(ResidualLearning<S>(initial, residual, device, device, rate, beta, gamma));
    return use(ResidualLearningV2<S>(initial, residual, device, device, rate, beta, gamma, math::constant<S>(plan.granularity)));
}

}  // namespace aimcert::cli
