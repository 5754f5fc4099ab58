// Claim   K steps of digital SGD W' = W - α(g+ε), g = ∇f(W), α <= 1/L, E ε = 0, σ² = E|ε|²:
//           E (1/K) Σ_k |g_k|² <= 2(f0-f*)/(αK) + α L σ².
// Source  EX 5.
// Why     E f(W') <= f - α(1-αL/2)|g|² + (L/2)α²σ² <= f - (α/2)|g|² + (L/2)α²σ²; sum over k and drop f(W_K) - f* >= 0.
//         α <= 1/L is exactly the condition: f = L w²/2 without noise and K = 1 gives L² w² against L w²/α.
// Sides   K times both sides; the expectation is over all N^K runs.

#include "core/optimizer/digital_sgd.hpp"
#include "properties/array/state.hpp"
#include "properties/array/tree.hpp"

namespace aimcert {
namespace {

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        return {.id = "digital_sgd_convergence",
                .form = Form::published,
                .statement = "E (1/K) Σ |∇f(W_k)|² <= 2(f0-f*)/(αK) + α L σ² for digital SGD",
                .hypotheses = {"α <= 1/L", "E ε = 0, σ² = sup E|ε|² over the run", "f L-smooth"},
                .constants = {"L the largest curvature or an upper bound", "f* = 0"},
                .source = "EX 5",
                .relation = Relation::at_most,
                .status = "holds; attained by f = L w²/2 at α = 1/L, K = 1, without noise; false for every larger α",
                .cases = 2000};
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(array_instances({.objectives = all_objectives, .devices = {"ideal"}, .steps = 5}), [](Source& source, ArrayInstance& i) {
            if (source.chance(0.3)) i.minimum = i.weight;
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S& alpha = state.alpha;
        if (!checks.require("α <= 1/L", S(alpha * state.smoothness), S(1))) return;
        if (!checks.applies("few enough runs", number_of_runs(instance) <= largest_array_tree)) return;
        S sum(0);
        const S variance = walk_tree(
            state, DigitalSgd<S>(state.weight, alpha), instance.steps, [&](int k, const S& probability, const DigitalSgd<S>& sgd) {
                if (k < instance.steps) sum += probability * squared_norm(state.objective.gradient(sgd.point()));
            });
        const S gap = state.objective.value(state.weight), steps = math::whole<S>(instance.steps);
        checks.at_most("Σ E|∇f|²", sum, S(2) * gap / alpha + steps * alpha * state.smoothness * variance,
                       S(state.scale() / alpha));
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> digital_sgd_convergence() { return {make_claim<Published>()}; }

}  // namespace aimcert
