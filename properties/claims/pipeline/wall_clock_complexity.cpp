// Claim   The clock cycles of the smallest K whose bound is eps above its asymptotic error are at most
//         2 x samples / density: with the updates of `sample_complexity`, 2(M+B-1)(K_SP + 1) in a synchronous pipeline,
//         2MB (K_SP + 1) without one, and 2(K_AP + 1) + 2(M-1) asynchronously, where only filling and draining depend on M.
// Source  AP Cor. 2.
// Why     A micro-batch is one forward and one backward in each of M stages, 2 cycles of a full pipeline; the density is
//         the share of stage-cycles in use (`computation_density`).
// Sides   Cycles of the smallest K are counted in the event simulation: of all of it while K is small, else of a short
//         run's cycles a micro-batch. The right-hand side has the closed forms of density and sufficient K.

#include "core/pipeline/schedule.hpp"
#include "core/pipeline/schedule_closed_forms.hpp"
#include "properties/pipeline/complexity_instances.hpp"

namespace aimcert {
namespace {

/// Cycles of `micro_batches` micro-batches: simulated mini-batch by mini-batch, a long run from what repeats in it.
template <class S>
S simulated_cycles(Schedule schedule, int stages, int batch, int mini_batches) {
    const int simulated = std::min(mini_batches, std::max(stages + 2, 8)), one_less = simulated - 1;
    const int cycles = simulate(schedule, stages, batch, simulated * batch).cycles;
    if (mini_batches == simulated) return math::whole<S>(cycles);
    const int period = cycles - simulate(schedule, stages, batch, one_less * batch).cycles;
    return math::whole<S>(cycles) + math::whole<S>(mini_batches - simulated) * math::whole<S>(period);
}

struct WallClockComplexity {
    using Instance = ParametersInstance;

    static ClaimInfo info() {
        return {.id = "wall_clock_complexity",
                .form = Form::derived,
                .statement = "cycles for eps above the asymptotic error <= 2 x samples / density (+ 2(M-1) to fill and drain)",
                .hypotheses = {"s² > 0", "(1+u) r² < 1", "α = min(α_max, √(B Δ/(K L_f s²)))"},
                .constants = {"samples: B K of `sample_complexity`, B = 1 for AP", "density: 1, B/(M+B-1), 1/M"},
                .source = "AP Cor. 2",
                .relation = Relation::at_most,
                .status = "constants derived here; attained where noise decides (up to rounding K up)",
                .cases = 4000};
    }

    static rc::Gen<Instance> instances() { return complexity_instances(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!require_problem(instance, checks)) return;
        const ComplexityProblem<S> p(instance);
        const int sync_steps =
            smallest_number_of_steps<S>([&](int steps) { return p.sync_bound(steps); }, p.sync_target(p.error));
        const int async_steps =
            smallest_number_of_steps<S>([&](int steps) { return p.async_bound(steps); }, p.async_target(p.error));
        if (!checks.applies("K < 2^29", sync_steps > 0 && async_steps > 0)) return;

        const auto check = [&](Schedule schedule, int batch, int steps, const StepsForError<S>& law) {
            const S samples = (law.total() + S(1)) * math::whole<S>(batch);
            // density = 2 B / cycles of B micro-batches
            const S cycles = samples * math::whole<S>(closed_form::cycles(schedule, p.layers, batch)) / math::whole<S>(batch);
            const int fill = schedule == Schedule::async ? closed_form::async_fill_cycles(p.layers) : 0;
            checks.at_most(std::string(schedule_name(schedule)), simulated_cycles<S>(schedule, p.layers, batch, steps),
                           S(cycles + math::whole<S>(fill)));
        };
        const auto sync_law = sync_steps_for_error(p.error, p.gap, p.constants.smoothness, p.micro_batches, p.noise_variance,
                                                   p.constants.saturation);
        check(Schedule::sync, p.micro_batches, sync_steps, sync_law);
        check(Schedule::sequential, p.micro_batches, sync_steps, sync_law);
        check(Schedule::async, 1, async_steps, async_steps_for_error(p.constants, p.error, p.gap, p.noise_variance));
        checks.label(p.layers > 1 ? "several stages" : "one stage");
        if (p.micro_batches > 1) checks.label("several micro-batches");
    }
};

}  // namespace

std::vector<Claim> wall_clock_complexity() { return {make_claim<WallClockComplexity>()}; }

}  // namespace aimcert
