#include "reference/bounds.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

/// The product of l of layers first..last-1 (from 0).
Real lipschitz_product(const Network& network, std::size_t first, std::size_t last) {
    Real product = 1;
    for (std::size_t m = first; m < last; ++m) {
        product *= activation_lipschitz(network.activations[m]);
    }
    return product;
}

/// The product of om of layers first..last-1 (from 0).
Real operator_product(const Vector& operators, std::size_t first, std::size_t last) {
    Real product = 1;
    for (std::size_t m = first; m < last; ++m) {
        product *= operators[m];
    }
    return product;
}

/// (1 + 1/u)(1 + r)² L_S²
Real delay_factor(const DescentConstants& constants, const Real& saturation) {
    return (1 + 1 / constants.young) * (1 + saturation) * (1 + saturation) * constants.staleness *
           constants.staleness;
}

/// The terms that sufficient_descent and lyapunov_descent have in common:
/// -(alpha/2)(1-(1+u) r_k²)|∇f|² + (alpha/2)(1+u) r_k² s_k².
Real gradient_and_asymmetry_terms(const DescentConstants& constants, const StepState& state) {
    const Real asymmetry = (1 + constants.young) * state.saturation_degree * state.saturation_degree;
    return constants.learning_rate / 2 *
           (asymmetry * state.noise_variance - (1 - asymmetry) * state.gradient_norm_sq);
}

}  // namespace

Vector a_priori_operator_bounds(const std::vector<std::size_t>& widths, const Real& largest_weight) {
    Vector bounds;
    for (std::size_t m = 0; m + 1 < widths.size(); ++m) {
        bounds.push_back(largest_weight * sqrt(Real(widths[m]) * widths[m + 1]));
    }
    return bounds;
}

Vector a_posteriori_operator_bounds(const std::vector<Weights>& met) {
    Vector bounds(met.at(0).size(), Real(0));
    for (const Weights& weights : met) {
        for (std::size_t m = 0; m < weights.size(); ++m) {
            const Real spectral = spectral_norm(weights[m]);
            if (spectral > bounds[m]) {
                bounds[m] = spectral;
            }
        }
    }
    return bounds;
}

SignalBounds signal_bounds(const Network& network, const Vector& operators, const DataBounds& data) {
    const std::size_t layers = network.activations.size();
    if (operators.size() != layers) {
        throw std::invalid_argument("reference: one operator bound per layer is needed");
    }
    SignalBounds bounds;
    bounds.operators = operators;
    for (std::size_t m = 0; m <= layers; ++m) {
        bounds.activations.push_back(data.input_norm * lipschitz_product(network, 0, m) *
                                     operator_product(operators, 0, m));
    }
    bounds.loss_gradient =
        loss_gradient_bound(network.loss, bounds.activations[layers], data.target_norm, data.outputs);
    bounds.loss_smoothness = loss_smoothness(network.loss);
    for (std::size_t m = 0; m < layers; ++m) {
        bounds.deltas.push_back(bounds.loss_gradient * lipschitz_product(network, m, layers) *
                                operator_product(operators, m + 1, layers));
    }
    return bounds;
}

LinearForms linear_forms(const Network& network, const SignalBounds& bounds, const Vector& e, Difference difference) {
    const std::size_t layers = network.activations.size();
    const Vector& om = bounds.operators;
    LinearForms forms{Vector(layers + 1), Vector(layers), Vector(layers)};
    forms.p[0] = 0;
    for (std::size_t m = 0; m < layers; ++m) {
        forms.q[m] = bounds.activations[m] * e.at(m) + om[m] * forms.p[m];
        forms.p[m + 1] = activation_lipschitz(network.activations[m]) * forms.q[m];
    }
    for (std::size_t m = layers; m-- > 0;) {
        const Real l = activation_lipschitz(network.activations[m]);
        const Real s = activation_smoothness(network.activations[m]);
        if (m + 1 == layers) {
            forms.t[m] = l * bounds.loss_smoothness * forms.p[layers] + bounds.loss_gradient * s * forms.q[m];
            continue;
        }
        const Real& delta = bounds.deltas[m + 1];
        const Real backward_difference = difference == Difference::both ? delta * e[m + 1] : Real(0);
        forms.t[m] = l * (om[m + 1] * forms.t[m + 1] + backward_difference) + om[m + 1] * delta * s * forms.q[m];
    }
    return forms;
}

Matrix stability_matrix(const Network& network, const SignalBounds& bounds, Difference difference) {
    const std::size_t layers = network.activations.size();
    Matrix matrix = zero_matrix(layers, layers);
    for (std::size_t j = 0; j < layers; ++j) {
        Vector unit(layers, Real(0));
        unit[j] = 1;
        const LinearForms forms = linear_forms(network, bounds, unit, difference);
        for (std::size_t m = 0; m < layers; ++m) {
            matrix[m][j] = bounds.activations[m] * forms.t[m] + bounds.deltas[m] * forms.p[m];
        }
    }
    return matrix;
}

Real smoothness(const Network& network, const SignalBounds& bounds) {
    return spectral_norm(stability_matrix(network, bounds, Difference::both));
}

Real staleness(const Network& network, const SignalBounds& bounds) {
    Matrix matrix = stability_matrix(network, bounds, Difference::forward);
    const std::size_t layers = matrix.size();
    for (Vector& row : matrix) {
        for (std::size_t j = 0; j < layers; ++j) {
            row[j] *= sqrt(Real(layers - (j + 1)));
        }
    }
    return spectral_norm(matrix);
}

Real kappa(const DescentConstants& constants) {
    return (constants.layers - 1) * delay_factor(constants, constants.saturation_bound);
}

Real lyapunov_weight(const DescentConstants& constants) {
    return constants.learning_rate / 2 * delay_factor(constants, constants.saturation_bound);
}

Real descent_learning_rate(const DescentConstants& constants) {
    const Real& smooth = constants.smoothness;
    return 1 / (smooth + sqrt(smooth * smooth + 2 * kappa(constants)));
}

Real sync_learning_rate(const Real& smoothness) {
    return 1 / (2 * smoothness);
}

Real bounded_iterates_learning_rate(const SignalBounds& bounds, const Real& tau, const Real& initial_saturation,
                                    const Real& saturation_bound, std::size_t updates) {
    if (tau == infinity() || updates == 0 || !(initial_saturation < saturation_bound && saturation_bound < 1)) {
        throw std::invalid_argument("reference: bounded_iterates needs finite tau, r_0 < r < 1 and K > 0");
    }
    Real largest_gradient = 0;
    for (std::size_t m = 0; m < bounds.deltas.size(); ++m) {
        const Real gradient = bounds.deltas[m] * bounds.activations[m];
        if (gradient > largest_gradient) {
            largest_gradient = gradient;
        }
    }
    const Real log_contraction = log((1 - saturation_bound) / (1 - initial_saturation)) / updates;
    return tau / largest_gradient * -exp_minus_one(log_contraction);
}

Real sufficient_descent_bound(const DescentConstants& constants, const StepState& state) {
    const Real& alpha = constants.learning_rate;
    return state.objective + gradient_and_asymmetry_terms(constants, state) -
           (1 / (2 * alpha) - constants.smoothness) * state.corrected_increment_sq +
           alpha * alpha * constants.smoothness * state.noise_variance +
           alpha / 2 * delay_factor(constants, state.saturation_degree) * state.squared_delay;
}

Real lyapunov_descent_bound(const DescentConstants& constants, const StepState& state) {
    const Real& alpha = constants.learning_rate;
    return state.lyapunov + gradient_and_asymmetry_terms(constants, state) +
           alpha * alpha * (constants.smoothness + alpha * kappa(constants)) * state.noise_variance;
}

Real sync_descent_bound(const DescentConstants& constants, const StepState& state) {
    const Real& alpha = constants.learning_rate;
    const Real saturation_sq = constants.saturation_bound * constants.saturation_bound;
    return state.objective - alpha / 2 * (1 - saturation_sq) * state.gradient_norm_sq +
           alpha * alpha * constants.smoothness * state.noise_variance / constants.micro_batches +
           alpha / 2 * saturation_sq * state.noise_variance;
}

Real sync_convergence_bound(const DescentConstants& constants, const RunFacts& facts) {
    const Real& alpha = constants.learning_rate;
    const Real saturation_sq = constants.saturation_bound * constants.saturation_bound;
    const Real transient = 2 * facts.initial_gap / (alpha * facts.updates);
    const Real noise = 2 * alpha * constants.smoothness * facts.noise_variance / constants.micro_batches;
    return (transient + noise) / (1 - saturation_sq) + facts.noise_variance * saturation_sq / (1 - saturation_sq);
}

Real async_convergence_bound(const DescentConstants& constants, const RunFacts& facts) {
    const Real& alpha = constants.learning_rate;
    const Real saturation_sq = constants.saturation_bound * constants.saturation_bound;
    const Real transient = 2 * facts.initial_gap / (alpha * facts.updates);
    const Real noise = 2 * alpha * (constants.smoothness + alpha * kappa(constants)) * facts.noise_variance;
    const Real asymmetry = (1 + constants.young) * facts.noise_variance * facts.mean_saturation_sq;
    return (transient + noise + asymmetry) / (1 - (1 + constants.young) * saturation_sq);
}

Real digital_async_convergence_bound(const DescentConstants& constants, const RunFacts& facts) {
    const Real& alpha = constants.learning_rate;
    const Real digital_kappa = (constants.layers - 1) * constants.staleness * constants.staleness;
    return 2 * facts.initial_gap / (alpha * facts.updates) +
           2 * alpha * (constants.smoothness + alpha * digital_kappa) * facts.noise_variance;
}

}  // namespace aimcert::reference
