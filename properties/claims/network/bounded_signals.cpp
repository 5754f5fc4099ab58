// Claim   |x^(m)| <= X_m, |z^(m)| <= om_m X_m and |δ^(m)| <= D_m, whichever of the covered weights each layer uses in its
//         forward and in its backward pass: fresh, stale or mixed.
// Source  AP Lemma 8; constants of theory section 3 (S).
// Why     |z| <= |W|_2 |x| <= om_m X_m, and |g(z)| = |g(z) - g(0)| <= l_m |z|; |δ^(M)| <= l_M |∇l| <= l_M Lam0, and
//         |Wᵀδ| <= om_{m+1} D_{m+1}. Nowhere do two layers, or two passes, have to use the same tuple.
// Sides   |x^(1)| <= χ holds by definition of χ and is left out.

#include "properties/pipeline/aligned_instances.hpp"
#include "properties/pipeline/weight_pair.hpp"

namespace aimcert {
namespace {

struct BoundedSignals {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "bounded_signals",
                .form = Form::derived,
                .statement = "|x^(m)| <= X_m, |z^(m)| <= om_m X_m, |δ^(m)| <= D_m for fresh, stale and mixed weights",
                .hypotheses = {"om_m >= |W^(m)|_2 for every weight in use"},
                .constants = {"X_1 = χ, X_{m+1} = l_m om_m X_m", "D_M = l_M Lam0, D_m = l_m om_{m+1} D_{m+1}",
                              "om_m: from the box (a priori) or the largest spectral norm met (a posteriori)"},
                .source = "AP Lemma 8",
                .relation = Relation::at_most,
                .status = "attained by identity activations and weights of rank one whose directions are aligned",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return random_and_aligned_instances({.other_weights = true}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two weight tuples", !instance.other_weights.empty())) return;
        const WeightPair<S> pair(instance);
        const auto& bounds = pair.bounds;
        const std::array<const Weights<S>*, 2> tuples{&pair.weights, &pair.others};

        Signals<S> signals(pair.weights);
        // Which of the two tuples layer m uses in its forward and in its backward pass.
        const auto check = [&](std::string_view passes, auto forward_tuple, auto backward_tuple) {
            const auto name = [&](std::string_view signal, std::size_t m) {
                return std::string(signal) + " of layer " + std::to_string(m + 1) + ", " + std::string(passes);
            };
            for (const auto& sample : pair.samples) {
                forward(pair.architecture, [&](std::size_t m) -> const Matrix<S>& { return (*tuples[forward_tuple(m)])[m]; },
                        sample.input, signals);
                backward(pair.architecture, [&](std::size_t m) -> const Matrix<S>& { return (*tuples[backward_tuple(m)])[m]; },
                         sample.target, signals);
                for (std::size_t m = 0; m < bounds.layers(); ++m) {
                    checks.at_most(name("pre-activation", m), norm(signals.preactivation[m]),
                                   S(bounds.spectral[m] * bounds.input[m]), pair.magnitudes.input[m + 1]);
                    checks.at_most(name("output", m), norm(signals.input[m + 1]), bounds.input[m + 1],
                                   pair.magnitudes.input[m + 1]);
                    checks.at_most(name("error", m), norm(signals.error[m]), bounds.error[m],
                                   pair.magnitudes.error[m]);
                }
            }
        };
        const auto first = [](std::size_t) { return std::size_t{0}; };
        const auto second = [](std::size_t) { return std::size_t{1}; };
        const auto even = [](std::size_t m) { return m % 2; };
        const auto odd = [](std::size_t m) { return (m + 1) % 2; };
        check("fresh weights", first, first);
        check("stale forward", second, first);
        check("mixed layers", even, odd);
        classify_pair(instance, checks);
    }
};

}  // namespace

std::vector<Claim> bounded_signals() { return {make_claim<BoundedSignals>()}; }

}  // namespace aimcert
