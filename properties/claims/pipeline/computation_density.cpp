// Claim   Computation density (ideal/real cycles) of M stages and mini-batches of B micro-batches: 1 (asynchronous),
//         B/(M+B-1) (synchronous), 1/M (no pipeline), as the number of cycles goes to infinity: over T cycles, filling
//         and draining included, the share of working stage-cycles differs from it by at most 2(M-1)/T (asynchronous)
//         and not at all otherwise.
// Source  AP III-D, Cor. 2; the finite-time bound is derived here.
// Why     N micro-batches are 2MN working stage-cycles. Asynchronous: the last backward leaves stage 1 after
//         T = 2N + 2(M-1) cycles, so the share is N/(N+M-1) = 1 - 2(M-1)/T. The other schedules repeat whole mini-batches
//         of 2(M+B-1) and 2MB cycles.
// Sides   |measured share - closed form| in an event simulation, against 2(M-1)/T over all cycles and against 0 over the
//         cycles that repeat.

#include "core/pipeline/schedule_closed_forms.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct ComputationDensity {
    using Instance = ScheduleInstance;

    static ClaimInfo info() {
        return {.id = "computation_density",
                .form = Form::published,
                .statement = "density over T cycles: |density - 1| <= 2(M-1)/T (async), density = B/(M+B-1) (sync), 1/M"
                             " (no pipeline)",
                .hypotheses = {"whole mini-batches"},
                .constants = {"M: stages", "B: micro-batches of a mini-batch", "T: cycles, filling and draining included"},
                .source = "AP III-D, Cor. 2",
                .relation = Relation::at_most,
                .status = "holds; 2(M-1)/T is attained in every asynchronous run",
                .cases = 4000};
    }

    static rc::Gen<Instance> instances() { return schedule_instances(8, 8, 12); }

    /// Working share of all stage-cycles in a range of cycles, exactly.
    template <class S>
    static S working_share(const Timeline& timeline, CycleRange range) {
        const Throughput measured = throughput(timeline, range);
        return math::ratio<S>(measured.busy, timeline.stages * measured.cycles);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const int stages = instance.stages, batch = instance.micro_batches;
        if (!checks.applies("whole mini-batches", instance.count % batch == 0)) return;
        for (const Schedule schedule : all_schedules) {
            const Timeline timeline = simulate(schedule, stages, batch, instance.count);
            const S limit = math::ratio<S>(2 * batch, closed_form::cycles(schedule, stages, batch));
            const S allowed = schedule == Schedule::async
                                  ? math::ratio<S>(closed_form::async_fill_cycles(stages), timeline.cycles)
                                  : S(0);
            const std::string name(schedule_name(schedule));
            checks.at_most(name + ": distance of the density over all cycles, against O(1/cycles)",
                           math::abs(S(working_share<S>(timeline, {0, timeline.cycles}) - limit)), allowed, S(1));
            // Both are quotients of integers, correctly rounded, so equal numbers are equal doubles.
            checks.at_most(name + ": distance of the printed density from its closed form",
                           math::abs(S(math::constant<S>(closed_form::density(schedule, stages, batch)) -
                                       math::constant<S>(density_in_steady_state(timeline, instance)))),
                           S(0));
        }
        if (stages > 1) checks.label("several stages");
        if (instance.count > stages) checks.label("steady state reached");
        if (instance.count >= 8 * stages) checks.label("long run");
    }

    /// The core's density; an asynchronous run that is too short to have a steady state is made longer.
    static double density_in_steady_state(const Timeline& timeline, const Instance& instance) {
        if (timeline.schedule != Schedule::async || instance.count > instance.stages) return density(timeline);
        return density(simulate(Schedule::async, instance.stages, instance.micro_batches, instance.stages + 1));
    }
};

}  // namespace

std::vector<Claim> computation_density() { return {make_claim<ComputationDensity>()}; }

}  // namespace aimcert
