#include "reference/bounds.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/reference_instance.hpp"

namespace aimcert::differential {
namespace {

template <class S>
class Bounds : public ::testing::Test {};
TYPED_TEST_SUITE(Bounds, Scalars, ScalarName);

constexpr PipelineShape two_tuples{.layers = 6, .width = 8, .samples = 4, .steps = 1, .other_weights = true,
                                   .learning_rate = LearningRate::free};

/// W_max of the box: the next double at or above every |weight|, exact for both sides.
double largest_weight(const PipelineInstance& instance) { return max_abs(make_weights<double>(instance.weights)); }

/// n of the spectral bound: the smaller side.
template <class M>
Real side(const M& matrix) {
    return Real(std::min(matrix.size(), matrix.front().size()));
}

/// [|A|_2, n^(1/2^9) |A|_2], where the core's bound of a spectral norm lies.
template <class M>
void add_spectral(ReferenceQuantities& q, const std::string& name, const M& matrix) {
    const Real spectral = reference::spectral_norm(matrix);
    q.add_range(name, spectral, spectral * exp(log(side(matrix)) / 512));
}

/// X, D, Lam0, Lam1, the linear forms at e = |W - W'|, and the matrices A and B on a box.
struct SignalConstants {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto weights = make_weights<S>(instance.weights), others = make_weights<S>(instance.other_weights);
        const auto samples = make_samples<S>(instance);
        const auto bounds =
            signal_bounds(architecture_of(instance),
                          box_spectral_bounds(weights, math::constant<S>(largest_weight(instance))), samples);
        q.add("om", bounds.spectral);
        q.add("X", bounds.input);
        q.add("D", bounds.error);
        q.add("Lam0", bounds.loss_gradient);
        q.add("Lam1", bounds.loss_smoothness);
        q.add("A", stability_matrix(bounds, Perturbed::forward_and_backward));
        q.add("B", stability_matrix(bounds, Perturbed::forward_only));
        std::vector<S> e;
        for (std::size_t m = 0; m < weights.size(); ++m) e.push_back(norm(weights[m] - others[m]));
        for (const auto perturbed : {Perturbed::forward_and_backward, Perturbed::forward_only}) {
            const auto distance = signal_distance(bounds, e, perturbed);
            q.add("p", distance.input);
            q.add("q", distance.preactivation);
            q.add("t", distance.error);
        }
    }
    static reference::SignalBounds reference_bounds(const PipelineInstance& instance) {
        std::vector<std::size_t> widths{instance.inputs.front().size()};
        for (const auto& table : instance.weights) widths.push_back(table.size());
        Real chi = 0, target = 0;
        for (const auto& sample : reference_samples(instance)) {
            chi = std::max<Real>(chi, reference::norm(sample.input));
            target = std::max<Real>(target, reference::norm(sample.target));
        }
        return signal_bounds(reference_network(instance),
                             reference::a_priori_operator_bounds(widths, largest_weight(instance)),
                             {chi, target, widths.back()});
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        using reference::Difference;
        const auto network = reference_network(instance);
        const auto bounds = reference_bounds(instance);
        q.add("om", bounds.operators);
        q.add("X", bounds.activations);
        q.add("D", bounds.deltas);
        q.add("Lam0", bounds.loss_gradient);
        q.add("Lam1", bounds.loss_smoothness);
        q.add("A", stability_matrix(network, bounds, Difference::both));
        q.add("B", stability_matrix(network, bounds, Difference::forward));
        const auto weights = reference_weights(instance.weights), others = reference_weights(instance.other_weights);
        reference::Vector e;
        for (std::size_t m = 0; m < weights.size(); ++m) e.push_back(reference::distance(weights[m], others[m]));
        for (const auto difference : {Difference::both, Difference::forward}) {
            const auto forms = linear_forms(network, bounds, e, difference);
            q.add("p", forms.p);
            q.add("q", forms.q);
            q.add("t", forms.t);
        }
    }
};

TYPED_TEST(Bounds, OfSignalsAndTheirStabilityAreThoseOfTheReference) {
    expect_agreement<SignalConstants, TypeParam>(pipeline_instances(two_tuples), 60);
}

/// Where the core bounds a spectral norm from above within a known factor: a-posteriori om of two tuples, L_f and L_S.
struct SpectralConstants {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto weights = make_weights<S>(instance.weights);
        for (const auto& w : weights) q.add("|W|_2", spectral_norm_bound(w));
        std::vector<S> met;
        cover(met, weights);
        cover(met, make_weights<S>(instance.other_weights));
        q.add("om met", met);
        const auto bounds =
            signal_bounds(architecture_of(instance),
                          box_spectral_bounds(weights, math::constant<S>(largest_weight(instance))), make_samples<S>(instance));
        q.add("L_f", objective_smoothness(bounds));
        q.add("L_S", staleness_sensitivity(bounds));
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        const auto network = reference_network(instance);
        const auto weights = reference_weights(instance.weights);
        for (const auto& w : weights) add_spectral(q, "|W|_2", w);
        const auto met = reference::a_posteriori_operator_bounds({weights, reference_weights(instance.other_weights)});
        for (std::size_t m = 0; m < met.size(); ++m)
            q.add_range("om met[" + std::to_string(m) + "]", met[m], met[m] * exp(log(side(weights[m])) / 512));
        const auto bounds = SignalConstants::reference_bounds(instance);
        const Real slack = exp(log(Real(weights.size())) / 512);
        const Real smooth = smoothness(network, bounds), stale = staleness(network, bounds);
        q.add_range("L_f", smooth, smooth * slack);
        q.add_range("L_S", stale, stale * slack);
    }
};

TYPED_TEST(Bounds, OfSpectralNormsLieWithinTheirFactorAboveTheReference) {
    expect_agreement<SpectralConstants, TypeParam>(pipeline_instances(two_tuples), 40);
}

/// Constants, states of a step and facts of a run, drawn so that every hypothesis holds: r < 1, (1+u) r² < 1, r_0 < r.
rc::Gen<ParametersInstance> descent_parameters() {
    return generator<ParametersInstance>(
        [](Source& source, int) {
            ParametersInstance instance;
            const auto set = [&](std::string name, double value) { instance.values.emplace_back(std::move(name), value); };
            const double young = source.log_uniform(0.05, 5);
            const double saturation = source.uniform(0.01, 0.95) / std::sqrt(1 + young);
            set("layers", source.integer(1, 6));
            set("micro_batches", source.integer(1, 8));
            set("steps", source.integer(1, 1000));
            set("u", young);
            set("r", saturation);
            set("r_k", saturation * source.uniform(0, 1));
            set("mean r_k^2", saturation * saturation * source.uniform(0, 1));
            for (const char* name : {"alpha", "L_f", "L_S", "f", "|grad f|^2", "s^2", "Q", "E|dW + alpha eps|^2", "V", "gap"})
                set(name, source.log_uniform(1e-3, 1e3));
            return instance;
        },
        [](const ParametersInstance&) { return std::vector<ParametersInstance>{}; });
}

/// kappa, c, the step-size rules and the right-hand sides of the descent claims and of the theorems.
struct RightHandSides {
    template <class S>
    static void core(const ParametersInstance& i, Quantities<S>& q) {
        const auto number = [&](const char* name) { return math::constant<S>(i[name]); };
        const int batch = static_cast<int>(i["micro_batches"]), steps = static_cast<int>(i["steps"]);
        const S alpha = number("alpha"), r = number("r"), s2 = number("s^2"), smooth = number("L_f");
        const DescentConstants<S> c{smooth, number("L_S"), r, number("u"), static_cast<std::size_t>(i["layers"])};
        const StepState<S> state{number("f"),   number("|grad f|^2"), s2, number("r_k"),
                                 number("Q"), number("E|dW + alpha eps|^2")};
        q.add("kappa", c.kappa());
        q.add("c", c.auxiliary_weight(alpha));
        q.add("digital kappa", digital_kappa(c));
        q.add("sufficient_descent", sufficient_descent_bound(c, alpha, state));
        q.add("lyapunov_descent", lyapunov_descent_bound(c, alpha, number("V"), state));
        q.add("sync_descent", sync_descent_bound(smooth, alpha, r, batch, state.objective, state.gradient_norm_sq, s2));
        q.add("sync_convergence", sync_convergence_bound(number("gap"), alpha, steps, smooth, batch, s2, r));
        q.add("async_convergence", async_convergence_bound(c, number("gap"), alpha, steps, s2, number("mean r_k^2")));
        q.add("digital_async_convergence", digital_async_convergence_bound(c, number("gap"), alpha, steps, s2));
        q.add("descent rate", descent_learning_rate(c));
        q.add("digital descent rate", digital_descent_learning_rate(c));
    }
    static void reference(const ParametersInstance& i, ReferenceQuantities& q) {
        const auto layers = static_cast<std::size_t>(i["layers"]), batch = static_cast<std::size_t>(i["micro_batches"]);
        const reference::DescentConstants c{i["L_f"], i["L_S"], i["u"], i["r"], layers, i["alpha"], batch};
        const reference::StepState state{i["f"], i["|grad f|^2"], i["s^2"], i["r_k"], i["E|dW + alpha eps|^2"], i["Q"], i["V"]};
        const reference::RunFacts facts{i["gap"], i["s^2"], i["mean r_k^2"], static_cast<std::size_t>(i["steps"])};
        const Real digital_kappa = Real(layers - 1) * c.staleness * c.staleness;
        q.add("kappa", kappa(c));
        q.add("c", lyapunov_weight(c));
        q.add("digital kappa", digital_kappa);
        q.add("sufficient_descent", reference::sufficient_descent_bound(c, state));
        q.add("lyapunov_descent", reference::lyapunov_descent_bound(c, state));
        q.add("sync_descent", reference::sync_descent_bound(c, state));
        q.add("sync_convergence", reference::sync_convergence_bound(c, facts));
        q.add("async_convergence", reference::async_convergence_bound(c, facts));
        q.add("digital_async_convergence", reference::digital_async_convergence_bound(c, facts));
        q.add("descent rate", reference::descent_learning_rate(c));
        q.add("digital descent rate", 1 / (c.smoothness + sqrt(c.smoothness * c.smoothness + 2 * digital_kappa)));
    }
};

TYPED_TEST(Bounds, OfDescentAndConvergenceAreThoseOfTheReference) {
    expect_agreement<RightHandSides, TypeParam>(descent_parameters(), 300);
}

/// The step-size rule that keeps iterates bounded, on the box W_max = r tau.
struct BoundedIterates {
    struct Box {
        double tau, r0, r;
        int steps;
    };
    static Box box(const PipelineInstance& i) {
        const double tau = std::isfinite(i.tau) ? i.tau : 1;
        return {tau, 0.25 * i.saturation_bound, 0.5 * i.saturation_bound, static_cast<int>(i.order.size()) + 1};
    }
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto [tau, r0, r, steps] = box(instance);
        const auto bounds = signal_bounds(
            architecture_of(instance),
            box_spectral_bounds(make_weights<S>(instance.weights), math::constant<S>(tau) * math::constant<S>(r)),
            make_samples<S>(instance));
        q.add("bounded iterates rate", bounded_iterates_learning_rate(bounds, math::constant<S>(tau), math::constant<S>(r0),
                                                                      math::constant<S>(r), steps));
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        const auto [tau, r0, r, steps] = box(instance);
        reference::SignalBounds bounds = SignalConstants::reference_bounds(instance);
        for (std::size_t m = 0; m < bounds.operators.size(); ++m)
            bounds.operators[m] = Real(tau) * r * sqrt(Real(instance.weights[m].size() * instance.weights[m][0].size()));
        Real chi = bounds.activations[0], target = 0;
        for (const auto& sample : reference_samples(instance)) target = std::max<Real>(target, reference::norm(sample.target));
        bounds = signal_bounds(reference_network(instance), bounds.operators, {chi, target, instance.targets[0].size()});
        q.add("bounded iterates rate",
              reference::bounded_iterates_learning_rate(bounds, tau, r0, r, static_cast<std::size_t>(steps)));
    }
};

TYPED_TEST(Bounds, OfLearningRatesThatKeepIteratesBoundedAreThoseOfTheReference) {
    // Rationals leave at the K-th root at once: there is nothing to compare.
    if constexpr (!std::is_same_v<TypeParam, Rational>)
        expect_agreement<BoundedIterates, TypeParam>(pipeline_instances(two_tuples), 60);
}

}  // namespace
}  // namespace aimcert::differential
