#include "core/pipeline/schedule.hpp"
#include "core/pipeline/schedule_closed_forms.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>

namespace aimcert {
namespace {

using Kind = Event::Kind;

/// One schedule and size, with the run without a pipeline to compare it with.
struct Case {
    Schedule schedule;
    int stages;
    int micro_batches_per_mini_batch;
    int micro_batches;
    Timeline timeline;
    Timeline sequential;
};

/// Every schedule with M, B = 1..8, over three mini-batches; async has M micro-batches more to reach its
/// steady state.
template <class Check>
void for_all_schedules_and_sizes(Check check) {
    for (const Schedule schedule : all_schedules)
        for (int stages = 1; stages <= 8; ++stages)
            for (int batch = 1; batch <= 8; ++batch) {
                SCOPED_TRACE(std::string(schedule_name(schedule)) + ", M = " + std::to_string(stages) +
                             ", B = " + std::to_string(batch));
                const int micro_batches = 3 * batch + (schedule == Schedule::async ? stages : 0);
                check(Case{schedule, stages, batch, micro_batches,
                           simulate(schedule, stages, batch, micro_batches),
                           simulate(Schedule::sequential, stages, batch, 3 * batch)});
            }
}

/// Cycle of every (kind, stage, micro-batch).
std::map<std::tuple<Kind, int, int>, int> cycles_of(const Timeline& timeline) {
    std::map<std::tuple<Kind, int, int>, int> cycles;
    for (const Event& event : timeline.events) {
        const bool first =
            cycles.emplace(std::tuple(event.kind, event.stage, event.micro_batch), event.cycle).second;
        EXPECT_TRUE(first) << "stage " << event.stage << " does micro-batch " << event.micro_batch
                           << " twice";
    }
    return cycles;
}

TEST(Schedule, EveryMicroBatchGoesForwardAndBackwardOnceThroughEveryStage) {
    for_all_schedules_and_sizes([](const Case& run) {
        const auto cycles = cycles_of(run.timeline);
        EXPECT_EQ(cycles.size(), std::size_t(2 * run.stages * run.micro_batches));
        for (const auto& [key, cycle] : cycles) {
            const auto [kind, stage, micro_batch] = key;
            EXPECT_TRUE(1 <= stage && stage <= run.stages && 0 <= micro_batch &&
                        micro_batch < run.micro_batches);
            EXPECT_TRUE(0 <= cycle && cycle < run.timeline.cycles);
        }
    });
}

TEST(Schedule, AStageDoesOneThingPerCycle) {
    for_all_schedules_and_sizes([](const Case& run) {
        std::set<std::pair<int, int>> taken;
        for (const Event& event : run.timeline.events)
            EXPECT_TRUE(taken.emplace(event.cycle, event.stage).second)
                << "stage " << event.stage << ", cycle " << event.cycle;
    });
}

TEST(Schedule, InputsAreFinishedInEarlierCycles) {
    for_all_schedules_and_sizes([](const Case& run) {
        const auto cycles = cycles_of(run.timeline);
        for (int k = 0; k < run.micro_batches; ++k)
            for (int m = 1; m <= run.stages; ++m) {
                EXPECT_GT(cycles.at({Kind::backward, m, k}), cycles.at({Kind::forward, m, k}));
                if (m == 1) continue;
                EXPECT_GT(cycles.at({Kind::forward, m, k}), cycles.at({Kind::forward, m - 1, k}));
                EXPECT_GT(cycles.at({Kind::backward, m - 1, k}), cycles.at({Kind::backward, m, k}));
            }
    });
}

TEST(Schedule, EventsAreOrderedByCycleThenStageAndFillTheTimeline) {
    for_all_schedules_and_sizes([](const Case& run) {
        EXPECT_TRUE(std::ranges::is_sorted(
            run.timeline.events, {}, [](const Event& event) { return std::pair(event.cycle, event.stage); }));
        EXPECT_EQ(run.timeline.events.front().cycle, 0);
        EXPECT_EQ(run.timeline.events.back().cycle, run.timeline.cycles - 1);
    });
}

TEST(Schedule, WeightVersionsCountTheUpdatesMadeBefore) {
    for_all_schedules_and_sizes([](const Case& run) {
        std::vector<int> backwards(static_cast<std::size_t>(run.stages) + 1);
        const int micro_batches_per_update =
            run.schedule == Schedule::async ? 1 : run.micro_batches_per_mini_batch;
        for (const Event& event : run.timeline.events) {
            int& done = backwards[static_cast<std::size_t>(event.stage)];
            EXPECT_EQ(event.weight_version, done / micro_batches_per_update);
            if (event.kind == Kind::backward) ++done;
        }
    });
}

TEST(Schedule, WeightVersionsAreThoseOfTheTheory) {
    for_all_schedules_and_sizes([](const Case& run) {
        for (const Event& event : run.timeline.events)
            EXPECT_EQ(event.weight_version,
                      event.kind == Kind::forward
                          ? closed_form::forward_version(run.schedule, run.stages, event.stage,
                                                         run.micro_batches_per_mini_batch, event.micro_batch)
                          : closed_form::backward_version(run.schedule, run.micro_batches_per_mini_batch,
                                                          event.micro_batch))
                << "stage " << event.stage << ", micro-batch " << event.micro_batch;
    });
}

TEST(Schedule, DelaysAreThoseOfTheTheory) {
    for_all_schedules_and_sizes([](const Case& run) {
        const auto largest = measured_delays(run.timeline);
        const auto per_micro_batch = measured_delays_per_micro_batch(run.timeline);
        ASSERT_EQ(largest.size(), std::size_t(run.stages));
        for (int m = 1; m <= run.stages; ++m) {
            const int expected = closed_form::delay(run.schedule, run.stages, m);
            EXPECT_EQ(largest[std::size_t(m - 1)], expected) << "stage " << m;
            for (int k = 0; k < run.micro_batches; ++k)  // while the pipeline fills, only k updates exist
                EXPECT_EQ(per_micro_batch[std::size_t(m - 1)][std::size_t(k)], std::min(k, expected));
        }
    });
}

TEST(Schedule, CyclesAreThoseOfTheTheory) {
    for_all_schedules_and_sizes([](const Case& run) {
        const int per_mini_batch =
            closed_form::cycles(run.schedule, run.stages, run.micro_batches_per_mini_batch);
        if (run.schedule == Schedule::async)
            EXPECT_EQ(run.timeline.cycles, closed_form::cycles(run.schedule, run.stages, run.micro_batches) +
                                               closed_form::async_fill_cycles(run.stages));
        else
            EXPECT_EQ(run.timeline.cycles, 3 * per_mini_batch);
        EXPECT_EQ(steady_state(run.timeline).length(), 3 * per_mini_batch);
        // Both sides are one rounding of the same rational number.
        EXPECT_EQ(cycles_per_micro_batch(run.timeline),
                  double(per_mini_batch) / run.micro_batches_per_mini_batch);
    });
}

TEST(Schedule, DensityAndSpeedupAreThoseOfTheTheory) {
    for_all_schedules_and_sizes([](const Case& run) {
        // Both sides are one rounding of the same rational number.
        EXPECT_EQ(density(run.timeline),
                  closed_form::density(run.schedule, run.stages, run.micro_batches_per_mini_batch));
        EXPECT_EQ(speedup(run.timeline, run.sequential),
                  closed_form::speedup(run.schedule, run.stages, run.micro_batches_per_mini_batch));
    });
}

TEST(Schedule, FillingAndDrainingCostOnlyTheAsynchronousPipeline) {
    for_all_schedules_and_sizes([](const Case& run) {
        if (run.schedule == Schedule::async) {
            const int cycles = run.micro_batches + run.stages - 1;  // half of them
            EXPECT_EQ(density_with_fill(run.timeline), double(run.micro_batches) / cycles);
            EXPECT_EQ(speedup_with_fill(run.timeline, run.sequential),
                      double(run.stages * run.micro_batches) / cycles);
        } else {
            EXPECT_EQ(density_with_fill(run.timeline), density(run.timeline));
            EXPECT_EQ(speedup_with_fill(run.timeline, run.sequential), speedup(run.timeline, run.sequential));
        }
    });
}

TEST(Schedule, EveryStageIsBusyInTheAsynchronousSteadyState) {
    for_all_schedules_and_sizes([](const Case& run) {
        if (run.schedule != Schedule::async) return;
        const CycleRange range = steady_state(run.timeline);
        const Throughput measured = throughput(run.timeline, range);
        EXPECT_EQ(measured.busy, run.stages * range.length());
        EXPECT_EQ(measured.micro_batches, 3 * run.micro_batches_per_mini_batch);
    });
}

TEST(Schedule, DensityWithFillTendsToTheSteadyDensity) {
    double previous = 0;
    for (int micro_batches = 6; micro_batches <= 6 << 10; micro_batches *= 2) {
        const double now = density_with_fill(simulate(Schedule::async, 6, 1, micro_batches));
        EXPECT_GT(now, previous);
        EXPECT_EQ(now, micro_batches / (micro_batches + 5.0));
        previous = now;
    }
}

TEST(Schedule, SpeedupsOfSixStagesAreThoseOfThePaper) {
    const std::map<int, int> hundredths{
        {8, 369}, {4, 267}, {2, 171}, {1, 100}};  // AP Table III has two decimals
    for (const auto& [micro_batches, expected] : hundredths) {
        const Timeline sync = simulate(Schedule::sync, 6, micro_batches, micro_batches);
        EXPECT_EQ(std::lround(100 * speedup(sync, simulate(Schedule::sequential, 6, 1, 1))), expected);
    }
}

TEST(Schedule, TwoStagesRunAsDrawnByHand) {
    constexpr Kind F = Kind::forward, B = Kind::backward;
    EXPECT_EQ(simulate(Schedule::async, 2, 1, 3).events,  //
              (std::vector<Event>{{0, 1, 0, F, 0},
                                  {1, 2, 0, F, 0},
                                  {2, 1, 1, F, 0},
                                  {2, 2, 0, B, 0},
                                  {3, 1, 0, B, 0},
                                  {3, 2, 1, F, 1},
                                  {4, 1, 2, F, 1},
                                  {4, 2, 1, B, 1},
                                  {5, 1, 1, B, 1},
                                  {5, 2, 2, F, 2},
                                  {6, 2, 2, B, 2},
                                  {7, 1, 2, B, 2}}));
    EXPECT_EQ(simulate(Schedule::sync, 2, 2, 2).events,  //
              (std::vector<Event>{{0, 1, 0, F, 0},
                                  {1, 1, 1, F, 0},
                                  {1, 2, 0, F, 0},
                                  {2, 2, 1, F, 0},
                                  {3, 2, 0, B, 0},
                                  {4, 1, 0, B, 0},
                                  {4, 2, 1, B, 0},
                                  {5, 1, 1, B, 0}}));
    EXPECT_EQ(simulate(Schedule::sequential, 2, 1, 2).events,  //
              (std::vector<Event>{{0, 1, 0, F, 0},
                                  {1, 2, 0, F, 0},
                                  {2, 2, 0, B, 0},
                                  {3, 1, 0, B, 0},
                                  {4, 1, 1, F, 1},
                                  {5, 2, 1, F, 1},
                                  {6, 2, 1, B, 1},
                                  {7, 1, 1, B, 1}}));
}

TEST(Schedule, OneMicroBatchMakesAllSchedulesAlike) {
    const auto expected = simulate(Schedule::sequential, 5, 1, 1).events;
    EXPECT_EQ(simulate(Schedule::async, 5, 1, 1).events, expected);
    EXPECT_EQ(simulate(Schedule::sync, 5, 1, 1).events, expected);
}

TEST(Schedule, ASynchronousPipelineOfOneMicroBatchIsNoPipeline) {
    EXPECT_EQ(simulate(Schedule::sync, 4, 1, 3).events, simulate(Schedule::sequential, 4, 1, 3).events);
}

TEST(Schedule, DelaysOfAShortAsynchronousRunStayBelowItsUpdates) {
    EXPECT_EQ(measured_delays(simulate(Schedule::async, 5, 1, 3)), (std::vector{2, 2, 2, 1, 0}));
}

TEST(Schedule, AnAsynchronousRunNeedsMoreMicroBatchesThanStagesForASteadyState) {
    EXPECT_THROW(steady_state(simulate(Schedule::async, 4, 1, 4)), std::invalid_argument);
    EXPECT_EQ(steady_state(simulate(Schedule::async, 4, 1, 5)).length(), 2);
}

TEST(Schedule, InvalidSizesAreRefused) {
    for (const Schedule schedule : all_schedules)
        for (const int bad : {0, -1, std::numeric_limits<int>::min()}) {
            EXPECT_THROW(simulate(schedule, bad, 1, 1), std::invalid_argument);
            EXPECT_THROW(simulate(schedule, 1, bad, 1), std::invalid_argument);
            EXPECT_THROW(simulate(schedule, 1, 1, bad), std::invalid_argument);
        }
}

TEST(Schedule, PartialMiniBatchesAreRefusedWhereUpdatesWaitForWholeOnes) {
    EXPECT_THROW(simulate(Schedule::sync, 2, 4, 6), std::invalid_argument);
    EXPECT_THROW(simulate(Schedule::sequential, 2, 4, 6), std::invalid_argument);
    EXPECT_EQ(simulate(Schedule::async, 2, 4, 6).micro_batches, 6);
}

TEST(Schedule, ErrorsNameTheQuantityAndItsValue) {
    try {
        simulate(Schedule::sync, 0, 1, 1);
        FAIL() << "nothing thrown";
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(), "stages: expected at least 1, found 0");
    }
}

TEST(Schedule, NamesAreThoseOfTheConfiguration) {
    EXPECT_EQ(schedule_name(Schedule::async), "async");
    EXPECT_EQ(schedule_name(Schedule::sync), "sync");
    EXPECT_EQ(schedule_name(Schedule::sequential), "sequential");
}

}  // namespace
}  // namespace aimcert
