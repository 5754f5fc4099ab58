// Claim   |W_k^(m) - W~_k^(m)|_F <= C_k^(m): stale weights are off by at most the accumulated delay.
// Source  AP 16.
// Why     W~_k^(m) = W_{k-(M-m)}^(m), so the difference is the sum of the increments dW_j^(m), j = k-(M-m)..k-1: triangle
//         inequality.
// Sides   The distance of the two weights that the pipeline keeps, against the monitor's C_k.

#include "properties/pipeline/delayed_run.hpp"

namespace aimcert {
namespace {

struct DelayDecomposition {
    using Instance = PipelineInstance;
    static constexpr bool has_long_intervals = true;

    static ClaimInfo info() {
        return {.id = "delay_decomposition",
                .form = Form::published,
                .statement = "|W_k^(m) - W~_k^(m)|_F <= C_k^(m)",
                .hypotheses = {},
                .constants = {"C_k^(m) = Σ_{j=k-(M-m)}^{k-1} |dW_j^(m)|_F"},
                .source = "AP 16",
                .relation = Relation::at_most,
                .status = "holds; attained by layer M-1, whose delay is one increment, and by increments in one direction",
                .cases = 1200};
    }

    static rc::Gen<Instance> instances() {
        return pipeline_instances({.steps = 10, .delayed = true, .learning_rate = LearningRate::free});
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        follow_pipeline<S>(instance, [&](std::size_t, const AsynchronousPipeline<S>& pipeline, const AccumulatedDelay<S>& delay) {
            const auto& weights = pipeline.weights();
            for (std::size_t m = 0; m < weights.layers(); ++m)
                checks.at_most("|W_k - W~_k|_F of a layer against C_k", norm(weights.current(m) - weights.stale(m)),
                               delay.accumulated(m), math::max(max_abs(weights.current(m)), max_abs(weights.stale(m))));
        });
        if (instance.weights.size() > 1) checks.label("stale weights");
        if (instance.weights.size() > 2) checks.label("delays of several increments");
    }
};

}  // namespace

std::vector<Claim> delay_decomposition() { return {make_claim<DelayDecomposition>()}; }

}  // namespace aimcert
