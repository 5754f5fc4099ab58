// Claim   In a one-forward-one-backward schedule the forward of sample k in stage m runs on W_{k-(M-m)}, with W_j = W_0
//         for j < 0, and its backward on W_k.
// Source  AP II-C.
// Why     A micro-batch takes M-m forwards and M-m backwards, one cycle each, from its forward in stage m to its backward
//         there; in these 2(M-m)+1 cycles stage m takes turns, so it finishes M-m backwards of earlier micro-batches, and
//         each of them updates it once. While the pipeline fills there are only k earlier ones.
// Sides   The version that each pass is seen to run on, in an event simulation in which nothing but data dependencies and
//         the turns of a stage enter, and, for small pipelines, in M processes that pass messages; against the closed form.

#include "core/pipeline/schedule_closed_forms.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/pipeline/pipeline_processes.hpp"

namespace aimcert {
namespace {

struct PipelineDelay {
    using Instance = ScheduleInstance;

    static ClaimInfo info() {
        return {.id = "pipeline_delay",
                .form = Form::published,
                .statement = "forward of sample k in stage m on W_{k-(M-m)}, backward on W_k",
                .hypotheses = {},
                .constants = {"M: stages", "W_j = W_0 for j < 0"},
                .source = "AP II-C",
                .relation = Relation::equal,
                .status = "holds, also while the pipeline fills; seen in a simulation and in real processes",
                .cases = 1200};
    }

    static rc::Gen<Instance> instances() { return schedule_instances(8, 6, 6); }

    /// Processes are slow to start: a share of the small pipelines.
    static bool runs_as_processes(const Instance& instance) {
        return instance.stages <= 5 && instance.count <= 12 && (instance.stages + instance.count) % 3 == 0;
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const auto compare = [&](std::string_view what, int seen, int closed_form) {
            checks.equal(what, math::whole<S>(seen), math::whole<S>(closed_form));
        };
        const auto forward = [&](int stage, int k) {
            return closed_form::forward_version(Schedule::async, instance.stages, stage, instance.micro_batches, k);
        };
        const auto backward = [&](int k) {
            return closed_form::backward_version(Schedule::async, instance.micro_batches, k);
        };
        for (const Event& event : simulate(Schedule::async, instance.stages, instance.micro_batches, instance.count).events)
            if (event.kind == Event::Kind::forward)
                compare("simulated forward", event.weight_version, forward(event.stage, event.micro_batch));
            else compare("simulated backward", event.weight_version, backward(event.micro_batch));
        if (runs_as_processes(instance)) {
            const auto versions = run_pipeline_processes(instance.stages, instance.count);
            for (int stage = 1; stage <= instance.stages; ++stage)
                for (int k = 0; k < instance.count; ++k) {
                    const StageVersions& seen = versions[static_cast<std::size_t>(stage - 1)];
                    compare("forward of a process", seen.forward[static_cast<std::size_t>(k)], forward(stage, k));
                    compare("backward of a process", seen.backward[static_cast<std::size_t>(k)], backward(k));
                }
            checks.label("real processes");
        }
        if (instance.stages > 1) checks.label("several stages");
        if (instance.count > instance.stages) checks.label("filled pipeline");
    }
};

}  // namespace

std::vector<Claim> pipeline_delay() { return {make_claim<PipelineDelay>()}; }

}  // namespace aimcert
