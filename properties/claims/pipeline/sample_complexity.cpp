// Claim   The smallest K whose bound is eps above its asymptotic error, at the balanced admissible rate, with Δ = f(W_0)-f*:
//           synchronous, eps' = eps (1-r²):         K <= max(16 Δ L_f s²/(B eps'²), 8 L_f Δ/eps') + 1, and halving eps takes
//             at most 4 times as many updates: ~ eps^-2, with B samples each;
//           asynchronous, eps' = eps (1-(1+u) r²):  K <= max(16 Δ L_f s²/eps'² + 4 κ Δ/(L_f eps'),
//             (4 Δ/α_max + 2 κ Δ/L_f)/eps') + 1: ~ eps^-2 + eps^-1, and halving eps takes 4 times the one and twice the other.
// Source  AP Cor. 1; constants derived here.
// Why     core/bounds/complexity.hpp: the bounds fall with K, and each of the two numbers covers one of the two regimes of
//         the rate min(limit, √(BΔ/(K L_f s²))). Four times as many updates at half the rate, or at the limit where the
//         noise is the smaller part, halve the synchronous excess. The 1 rounds K up.
// Sides   The smallest K is found by bisection of the bounds of `sync_convergence` and `async_convergence` themselves.

#include "properties/pipeline/complexity_instances.hpp"

namespace aimcert {
namespace {

struct SampleComplexity {
    using Instance = ParametersInstance;

    static ClaimInfo info() {
        return {.id = "sample_complexity",
                .form = Form::derived,
                .statement = "smallest K for eps above the asymptotic error: SP <= max(16 Δ L_f s²/(B eps'²), 8 L_f Δ/eps') + 1,"
                             " AP <= max(16 Δ L_f s²/eps'² + 4 κ Δ/(L_f eps'), (4 Δ/α_max + 2 κ Δ/L_f)/eps') + 1",
                .hypotheses = {"s² > 0", "(1+u) r² < 1", "α = min(α_max, √(B Δ/(K L_f s²)))"},
                .constants = {"Δ = f(W_0) - f*", "eps' = eps (1-r²) for SP, eps (1-(1+u) r²) for AP",
                              "α_max = 1/(2 L_f) for SP, 1/(L_f + √(L_f² + 2 κ)) for AP"},
                .source = "AP Cor. 1",
                .relation = Relation::at_most,
                .status = "constants derived here; attained where noise decides (up to rounding K up)",
                .cases = 4000};
    }

    static rc::Gen<Instance> instances() { return complexity_instances(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!require_problem(instance, checks)) return;
        const ComplexityProblem<S> p(instance);
        const S half = p.error / S(2);
        const auto smallest = [](const auto& bound, const S& target) { return smallest_number_of_steps<S>(bound, target); };
        const auto sync = [&](int steps) { return p.sync_bound(steps); };
        const auto async = [&](int steps) { return p.async_bound(steps); };
        const int sync_steps = smallest(sync, p.sync_target(p.error)), sync_half = smallest(sync, p.sync_target(half)),
                  async_steps = smallest(async, p.async_target(p.error)), async_half = smallest(async, p.async_target(half));
        if (!checks.applies("K < 2^29", sync_steps > 0 && sync_half > 0 && async_steps > 0 && async_half > 0)) return;

        const auto check = [&](const std::string& schedule, int steps, int steps_for_half, const StepsForError<S>& law) {
            checks.at_most(schedule, math::whole<S>(steps), S(law.total() + S(1)));
            checks.at_most(schedule + ", half the error", math::whole<S>(steps_for_half), S(law.halved().total() + S(1)));
        };
        const auto sync_law = sync_steps_for_error(p.error, p.gap, p.constants.smoothness, p.micro_batches, p.noise_variance,
                                                   p.constants.saturation);
        check("synchronous", sync_steps, sync_half, sync_law);
        check("asynchronous", async_steps, async_half,
              async_steps_for_error(p.constants, p.error, p.gap, p.noise_variance));
        checks.at_most("synchronous, half the error against four times the updates", math::whole<S>(sync_half),
                       S(S(4) * math::whole<S>(sync_steps)));
        checks.label(ScalarTraits<S>::less_equal(sync_law.rate, sync_law.noise) == Truth::yes ? "noise decides"
                                                                                            : "the largest rate decides");
        if (p.layers > 1) checks.label("several layers");
    }
};

}  // namespace

std::vector<Claim> sample_complexity() { return {make_claim<SampleComplexity>()}; }

}  // namespace aimcert
