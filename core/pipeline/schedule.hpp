#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace aimcert {

/// How micro-batches travel through the stages (theory section 4).
/// - async: one-forward-one-backward; every stage updates its weights right after each of its backwards.
/// - sync: mini-batch pipeline; every stage updates once its last backward of a mini-batch is done.
/// - sequential: no pipeline, one micro-batch at a time; updates as in sync.
enum class Schedule { async, sync, sequential };

inline constexpr std::array all_schedules{Schedule::async, Schedule::sync, Schedule::sequential};

constexpr std::string_view schedule_name(Schedule schedule) {
    return schedule == Schedule::async ? "async" : schedule == Schedule::sync ? "sync" : "sequential";
}

/// One forward or one backward of one micro-batch in one stage; it takes one cycle.
struct Event {
    enum class Kind { forward, backward };

    int cycle;        // from 0
    int stage;        // 1..M, as layers in the theory
    int micro_batch;  // from 0
    Kind kind;
    int weight_version;  // updates applied to the weights of this stage when the event runs

    friend bool operator==(const Event&, const Event&) = default;
};

/// Everything that happened, ordered by cycle, then by stage.
struct Timeline {
    Schedule schedule;
    int stages;                        // M
    int micro_batches_per_mini_batch;  // B; async updates after every micro-batch, whatever B
    int micro_batches;                 // number of micro-batches run
    int cycles;                        // from the first event to the last, both included
    std::vector<Event> events;
};

namespace schedule_detail {

/// A stage works through the micro-batches in order, so counting what it has finished says all.
struct Stage {
    int forwards = 0;
    int backwards = 0;
    int updates = 0;
    bool started = false;
    Event::Kind slot = Event::Kind::forward;  // async only: what this cycle is for
};

/// Inputs at hand for the next forward of stage `s` (from 0): the output of the stage before it.
inline bool forward_has_inputs(std::span<const Stage> stages, std::size_t s, int micro_batches) {
    const int next = stages[s].forwards;
    return next < micro_batches && (s == 0 || stages[s - 1].forwards > next);
}

/// Inputs at hand for the next backward of stage `s`: its own forward and the backward of the stage after it.
inline bool backward_has_inputs(std::span<const Stage> stages, std::size_t s) {
    const int next = stages[s].backwards;
    return next < stages[s].forwards && (s + 1 == stages.size() || stages[s + 1].backwards > next);
}

/// What the schedule allows beside the data: sync starts a micro-batch of the next mini-batch only on updated
/// weights, sequential starts one only when the last one has left the stage.
inline bool admits_forward(Schedule schedule, const Stage& stage, int micro_batches_per_mini_batch) {
    if (schedule == Schedule::sync) return stage.forwards / micro_batches_per_mini_batch == stage.updates;
    if (schedule == Schedule::sequential) return stage.forwards == stage.backwards;
    return true;
}

enum class Action { idle, forward, backward };

/// Async: cycles of a stage alternate between forward and backward from its first forward on, and a slot
/// whose inputs are missing stays idle. Otherwise a stage does what it can, forwards first.
inline Action choose_action(Schedule schedule, std::span<const Stage> stages, std::size_t s,
                            int micro_batches_per_mini_batch, int micro_batches) {
    const Stage& stage = stages[s];
    const bool forward_turn = schedule != Schedule::async || stage.slot == Event::Kind::forward;
    const bool backward_turn = schedule != Schedule::async || stage.slot == Event::Kind::backward;
    if (forward_turn && forward_has_inputs(stages, s, micro_batches) &&
        admits_forward(schedule, stage, micro_batches_per_mini_batch))
        return Action::forward;
    if (backward_turn && backward_has_inputs(stages, s)) return Action::backward;
    return Action::idle;
}

inline Stage after_action(Stage stage, Action action, int micro_batches_per_update) {
    stage.started = stage.started || action != Action::idle;
    if (stage.started)
        stage.slot = stage.slot == Event::Kind::forward ? Event::Kind::backward : Event::Kind::forward;
    if (action == Action::forward) ++stage.forwards;
    if (action == Action::backward) {
        ++stage.backwards;
        if (stage.backwards % micro_batches_per_update == 0) ++stage.updates;
    }
    return stage;
}

inline void require(bool condition, const std::string& message) {
    if (!condition) throw std::invalid_argument(message);
}

}  // namespace schedule_detail

/// Runs `micro_batches` micro-batches through `stages` stages. In every cycle each stage starts at most one
/// forward or backward whose inputs were finished in earlier cycles; nothing but these dependencies and the
/// order of work of the schedule enters, so cycles, weight versions and delays are results. Requires stages,
/// micro_batches_per_mini_batch, micro_batches >= 1 and, unless async, whole mini-batches; throws
/// std::invalid_argument otherwise.
inline Timeline simulate(Schedule schedule, int stages, int micro_batches_per_mini_batch, int micro_batches) {
    schedule_detail::require(stages >= 1, "stages: expected at least 1, found " + std::to_string(stages));
    schedule_detail::require(micro_batches_per_mini_batch >= 1,
                             "micro-batches per mini-batch: expected at least 1, found " +
                                 std::to_string(micro_batches_per_mini_batch));
    schedule_detail::require(micro_batches >= 1,
                             "micro-batches: expected at least 1, found " + std::to_string(micro_batches));
    schedule_detail::require(schedule == Schedule::async || micro_batches % micro_batches_per_mini_batch == 0,
                             "micro-batches: expected a multiple of " +
                                 std::to_string(micro_batches_per_mini_batch) + ", found " +
                                 std::to_string(micro_batches));

    const int micro_batches_per_update = schedule == Schedule::async ? 1 : micro_batches_per_mini_batch;
    Timeline timeline{schedule, stages, micro_batches_per_mini_batch, micro_batches, 0, {}};
    std::vector<schedule_detail::Stage> now(static_cast<std::size_t>(stages)), next = now;
    while (now.front().backwards < micro_batches) {
        for (std::size_t s = 0; s < now.size(); ++s) {
            const schedule_detail::Action action =
                schedule_detail::choose_action(schedule, now, s, micro_batches_per_mini_batch, micro_batches);
            const bool forward = action == schedule_detail::Action::forward;
            if (action != schedule_detail::Action::idle)
                timeline.events.push_back(
                    {timeline.cycles, static_cast<int>(s) + 1, forward ? now[s].forwards : now[s].backwards,
                     forward ? Event::Kind::forward : Event::Kind::backward, now[s].updates});
            next[s] = schedule_detail::after_action(now[s], action, micro_batches_per_update);
        }
        std::swap(now, next);
        ++timeline.cycles;
    }
    return timeline;
}

/// Delay of every micro-batch in every stage: updates which the stage made between the forward and the
/// backward of the micro-batch. Shape: [stage 1..M][micro-batch].
inline std::vector<std::vector<int>> measured_delays_per_micro_batch(const Timeline& timeline) {
    std::vector<std::vector<int>> delays(static_cast<std::size_t>(timeline.stages),
                                         std::vector<int>(static_cast<std::size_t>(timeline.micro_batches)));
    for (const Event& event : timeline.events)
        delays[static_cast<std::size_t>(event.stage - 1)][static_cast<std::size_t>(event.micro_batch)] +=
            event.kind == Event::Kind::backward ? event.weight_version : -event.weight_version;
    return delays;
}

/// Largest delay of each stage, in updates. Shape: [stage 1..M]. Micro-batch 0 never waits for an update, and
/// delays grow while async fills: with M micro-batches or more these are the delays of the steady state.
inline std::vector<int> measured_delays(const Timeline& timeline) {
    std::vector<int> delays;
    for (const auto& of_stage : measured_delays_per_micro_batch(timeline))
        delays.push_back(std::ranges::max(of_stage));
    return delays;
}

/// Cycles begin..end-1.
struct CycleRange {
    int begin, end;
    int length() const { return end - begin; }
};

/// The cycles that repeat for ever in a long run. Async: from the cycle in which the last stage to do so
/// starts its first backward to the last forward of the stage that runs out of forwards first; filling and
/// draining lie outside. Sync and sequential repeat mini-batch by mini-batch from the start, bubbles
/// included: the whole timeline. Throws std::invalid_argument when an async timeline is too short to have one
/// (micro-batches <= M).
inline CycleRange steady_state(const Timeline& timeline) {
    if (timeline.schedule != Schedule::async) return {0, timeline.cycles};
    const auto stages = static_cast<std::size_t>(timeline.stages);
    std::vector<int> first_backward(stages, timeline.cycles), last_forward(stages, 0);
    for (const Event& event : timeline.events) {
        const auto s = static_cast<std::size_t>(event.stage - 1);
        if (event.kind == Event::Kind::forward)
            last_forward[s] = std::max(last_forward[s], event.cycle);
        else
            first_backward[s] = std::min(first_backward[s], event.cycle);
    }
    const CycleRange range{std::ranges::max(first_backward), std::ranges::min(last_forward) + 1};
    schedule_detail::require(range.begin < range.end,
                             "micro-batches: " + std::to_string(timeline.micro_batches) +
                                 " are too few for a steady state of " + std::to_string(timeline.stages) +
                                 " stages");
    return range;
}

/// Busy stage-cycles and finished micro-batches in a range of cycles. A micro-batch is finished with its
/// backward in stage 1.
struct Throughput {
    int cycles;
    int busy;
    int micro_batches;
};

inline Throughput throughput(const Timeline& timeline, CycleRange range) {
    Throughput result{range.length(), 0, 0};
    for (const Event& event : timeline.events) {
        if (event.cycle < range.begin || event.cycle >= range.end) continue;
        ++result.busy;
        if (event.stage == 1 && event.kind == Event::Kind::backward) ++result.micro_batches;
    }
    return result;
}

namespace schedule_detail {

inline double density(const Timeline& timeline, CycleRange range) {
    const Throughput measured = throughput(timeline, range);
    return double(measured.busy) / (double(timeline.stages) * measured.cycles);
}

/// (cycles per micro-batch of the baseline) / (cycles per micro-batch), as one quotient of integers and so
/// correctly rounded.
inline double speedup(const Throughput& measured, const Throughput& baseline) {
    return double(baseline.cycles) * measured.micro_batches /
           (double(measured.cycles) * baseline.micro_batches);
}

}  // namespace schedule_detail

/// Cycles per micro-batch in steady state. Hypothesis and error as in steady_state.
inline double cycles_per_micro_batch(const Timeline& timeline) {
    const Throughput measured = throughput(timeline, steady_state(timeline));
    return double(measured.cycles) / measured.micro_batches;
}

/// Computation density, ideal/real: the share of stage-cycles in which a stage works, in steady state (AP
/// III-D).
inline double density(const Timeline& timeline) {
    return schedule_detail::density(timeline, steady_state(timeline));
}

/// The same over all cycles of the timeline, filling and draining included; tends to density() as cycles ->
/// infinity.
inline double density_with_fill(const Timeline& timeline) {
    return schedule_detail::density(timeline, {0, timeline.cycles});
}

/// Micro-batches per cycle in steady state relative to `baseline`, usually the sequential schedule of as many
/// stages (AP Table III).
inline double speedup(const Timeline& timeline, const Timeline& baseline) {
    return schedule_detail::speedup(throughput(timeline, steady_state(timeline)),
                                    throughput(baseline, steady_state(baseline)));
}

/// The same over all cycles of both timelines, filling and draining included.
inline double speedup_with_fill(const Timeline& timeline, const Timeline& baseline) {
    return schedule_detail::speedup(throughput(timeline, {0, timeline.cycles}),
                                    throughput(baseline, {0, baseline.cycles}));
}

}  // namespace aimcert
