#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/pipeline/weights_met.hpp"

namespace aimcert {

/// A weight tuple W_k that a run may reach, with its probability N^(-kB).
template <class S>
struct RunNode {
    S probability;
    S objective;         ///< f(W_k)
    S gradient_norm_sq;  ///< |∇f(W_k)|²
    S noise_variance;    ///< s_k²
    S saturation;        ///< r_k
    S auxiliary;         ///< A_k, 0 in synchronous runs
};

/// All the runs of K updates that N samples allow: N^K asynchronous ones, N^(K B) by mini-batches. Every expectation
/// over a whole run is a finite sum over the nodes.
template <class S>
struct RunTree {
    std::vector<RunNode<S>> updated;  ///< W_k for k < K: where an update starts
    std::vector<RunNode<S>> last;     ///< W_K
    int steps = 0;                    ///< K
    S noise_variance = S(0);          ///< s²: largest s_k² of any node k < K
    S saturation = S(0);              ///< r: largest saturation degree met, W_{k,b} included
    DescentConstants<S> constants;    ///< on every weight met, W_{k,b} included

    /// (1/K) Σ_k E of a quantity of W_k, k < K.
    template <class Quantity>
    S mean(const Quantity& quantity) const {
        S sum(0);
        for (const auto& node : updated) sum += node.probability * quantity(node);
        return sum / math::whole<S>(steps);
    }
    /// E of a quantity of W_K.
    template <class Quantity>
    S expected_last(const Quantity& quantity) const {
        S sum(0);
        for (const auto& node : last) sum += node.probability * quantity(node);
        return sum;
    }
    S initial_objective() const { return updated.front().objective; }
};

/// Number of runs of an instance with N samples and `order.size()` micro-batches.
inline double number_of_runs(const PipelineInstance& instance) {
    return std::pow(static_cast<double>(instance.inputs.size()), static_cast<double>(instance.order.size()));
}

/// Walks through all runs of an instance, depth first.
template <class S>
class RunTreeWalk {
public:
    explicit RunTreeWalk(const PipelineInstance& instance);

    RunTree<S> asynchronous();

    RunTree<S> synchronous();

private:
    void visit(const AsynchronousPipeline<S>& pipeline, const AccumulatedDelay<S>& delay, int step, const S& probability);

    void visit(const SynchronousTraining<S>& training, int step, const S& probability);
    void accumulate(const SynchronousTraining<S>& training, int step, int micro_batch, const S& probability);

    /// Adds W_k to the tree. False when it is a leaf.
    bool add(const Weights<S>& weights, const S& auxiliary, int step, const S& probability);

    void find_constants();

    const PipelineInstance& instance_;
    Architecture architecture_;
    Weights<S> initial_;
    Samples<S> samples_;
    AnyResponse<S> response_;
    S inverse_tau_, learning_rate_;
    WeightsMet<S> met_;
    Signals<S> signals_;
    RunTree<S> tree_;
};

template <class S>
RunTreeWalk<S>::RunTreeWalk(const PipelineInstance& instance)
    : instance_(instance),
      architecture_(architecture_of(instance)),
      initial_(make_weights<S>(instance.weights)),
      samples_(make_samples<S>(instance)),
      response_(device_of<S>(instance)),
      inverse_tau_(inverse_range(response_)),
      learning_rate_(math::constant<S>(instance.learning_rate)),
      met_{instance.a_posteriori},
      signals_(initial_) {
    met_.add(initial_);
    find_constants();  // where they are irrational, rationals give up here and not after the whole tree
}

template <class S>
RunTree<S> RunTreeWalk<S>::asynchronous() {
    tree_.steps = static_cast<int>(instance_.order.size());
    visit(AsynchronousPipeline<S>(architecture_, initial_, response_, learning_rate_),
          AccumulatedDelay<S>(initial_.size()), 0, S(1));
    find_constants();
    return std::move(tree_);
}

template <class S>
RunTree<S> RunTreeWalk<S>::synchronous() {
    tree_.steps = static_cast<int>(instance_.order.size()) / instance_.micro_batches;
    visit(SynchronousTraining<S>(architecture_, initial_, response_, learning_rate_, instance_.micro_batches), 0, S(1));
    find_constants();
    return std::move(tree_);
}

template <class S>
void RunTreeWalk<S>::visit(const AsynchronousPipeline<S>& pipeline, const AccumulatedDelay<S>& delay, int step,
                           const S& probability) {
    if (!add(pipeline.weights().current(), delay.auxiliary(), step, probability)) return;
    for (const auto& sample : samples_) {
        auto next = pipeline;
        auto next_delay = delay;
        const auto& statistics = next.step(sample);
        for (std::size_t m = 0; m < statistics.size(); ++m) next_delay.push(m, statistics[m].squared_increment);
        met_.add(next.weights().current());
        visit(next, next_delay, step + 1, S(probability / math::whole<S>(samples_.size())));
    }
}

template <class S>
void RunTreeWalk<S>::visit(const SynchronousTraining<S>& training, int step, const S& probability) {
    if (add(training.weights(), S(0), step, probability)) accumulate(training, step, 0, probability);
}

template <class S>
void RunTreeWalk<S>::accumulate(const SynchronousTraining<S>& training, int step, int micro_batch, const S& probability) {
    if (micro_batch == instance_.micro_batches) {
        auto next = training;
        next.commit();
        return visit(next, step + 1, probability);
    }
    for (const auto& sample : samples_) {
        auto next = training;
        next.accumulate(sample, false);
        met_.add(next.accumulated());
        accumulate(next, step, micro_batch + 1, S(probability / math::whole<S>(samples_.size())));
    }
}

template <class S>
bool RunTreeWalk<S>::add(const Weights<S>& weights, const S& auxiliary, int step, const S& probability) {
    const auto gradients = sample_gradients(architecture_, weights, samples_);
    const bool leaf = step == tree_.steps;
    (leaf ? tree_.last : tree_.updated)
        .push_back({probability, objective(architecture_, weights, samples_, signals_), squared_norm(gradients.mean),
                    gradients.noise_variance, saturation_degree(weights, inverse_tau_), auxiliary});
    if (!leaf) tree_.noise_variance = math::max(tree_.noise_variance, gradients.noise_variance);
    return !leaf;
}

template <class S>
void RunTreeWalk<S>::find_constants() {
    tree_.saturation = met_.max_weight * inverse_tau_;
    tree_.constants = descent_constants(bounds_of_run(instance_, samples_, initial_, met_), tree_.saturation,
                                        math::constant<S>(instance_.young));
}

/// Labels of a whole run.
template <class S>
void classify_tree(const PipelineInstance& instance, const RunTree<S>& tree, Checks<S>& checks) {
    checks.label(instance.a_posteriori ? "constants a posteriori" : "constants a priori");
    if (tree.steps > 1) checks.label("several updates");
    if (tree.last.size() > 1) checks.label("several runs");
    if (instance.weights.size() > 1) checks.label("several layers");
}

#define AIMCERT_RUN_TREE_INSTANCES(EXTERN, S) EXTERN template class RunTreeWalk<S>;
AIMCERT_EXTERN_INSTANCES(AIMCERT_RUN_TREE_INSTANCES)

}  // namespace aimcert
