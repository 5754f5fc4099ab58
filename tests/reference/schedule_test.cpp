#include "reference/schedule.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>
#include <string>

namespace aimcert::reference {
namespace {

/// One line per stage: F and B with the micro-batch's digit, dots when idle.
std::string gantt(const ScheduleTrace& trace, std::size_t stage) {
    std::string line;
    for (const std::vector<Slot>& cycle : trace.slots) {
        const Slot& slot = cycle[stage];
        line += slot.work == Work::idle
                    ? ".."
                    : (slot.work == Work::forward ? "F" : "B") + std::to_string(slot.micro_batch);
    }
    return line;
}

TEST(Schedule, OfTwoStagesByHand) {
    // async: stage 1 may hold two micro-batches, stage 2 one. Cycle 0: F0 in stage 1. 1: F1, and F0 in stage 2. 2: B0 in
    // stage 2, stage 1 is full. 3: B0 in stage 1, F1 in stage 2. 4: F2, B1. 5: B1, F2. 6: B2 in stage 2. 7: in stage 1.
    const ScheduleTrace async = simulate_schedule(Schedule::async, 2, 1, 3);
    EXPECT_EQ(gantt(async, 0), "F0F1..B0F2B1..B2");
    EXPECT_EQ(gantt(async, 1), "..F0B0F1B1F2B2..");
    // sync: two forwards fill stage 2 in cycles 1 and 2; its backwards of 3 and 4 reach stage 1 in 4 and 5; all again.
    const ScheduleTrace sync = simulate_schedule(Schedule::sync, 2, 2, 4);
    EXPECT_EQ(gantt(sync, 0), "F0F1....B0B1F2F3....B2B3");
    EXPECT_EQ(gantt(sync, 1), "..F0F1B0B1....F2F3B2B3..");
}

TEST(Schedule, SequentialKeepsOneMicroBatch) {
    const ScheduleTrace trace = simulate_schedule(Schedule::sequential, 2, 1, 2);
    EXPECT_EQ(gantt(trace, 0), "F0....B0F1....B1");
    EXPECT_EQ(gantt(trace, 1), "..F0B0....F1B1..");
}

TEST(Schedule, SimulatedCyclesAreThoseOfTheClosedForm) {
    for (std::size_t stages = 1; stages <= 7; ++stages) {
        for (std::size_t mini_batch = 1; mini_batch <= 8; ++mini_batch) {
            for (const Schedule schedule : {Schedule::sequential, Schedule::sync, Schedule::async}) {
                const std::size_t micro_batches = 3 * mini_batch;
                EXPECT_EQ(simulate_schedule(schedule, stages, mini_batch, micro_batches).cycles(),
                          schedule_cycles(schedule, stages, mini_batch, micro_batches));
            }
        }
    }
}

TEST(Schedule, AsynchronousForwardOfSampleKRunsOnWeightsMMinusMUpdatesOld) {
    for (std::size_t stages = 1; stages <= 8; ++stages) {
        const std::size_t micro_batches = 3 * stages + 5;
        const ScheduleTrace trace = simulate_schedule(Schedule::async, stages, 1, micro_batches);
        for (std::size_t m = 1; m <= stages; ++m) {
            for (std::size_t k = 0; k < micro_batches; ++k) {
                const std::size_t lag = stages - m;
                EXPECT_EQ(trace.backward_version[m - 1][k], k);
                EXPECT_EQ(trace.forward_version[m - 1][k], k < lag ? 0 : k - lag);
                EXPECT_EQ(trace.delay(m - 1, k), k < lag ? k : lag);
            }
        }
    }
}

TEST(Schedule, SynchronousAndSequentialHaveNoDelay) {
    for (const Schedule schedule : {Schedule::sequential, Schedule::sync}) {
        const ScheduleTrace trace = simulate_schedule(schedule, 4, 3, 9);
        for (std::size_t stage = 0; stage < 4; ++stage) {
            for (std::size_t k = 0; k < 9; ++k) {
                EXPECT_EQ(trace.forward_version[stage][k], k / 3);
                EXPECT_EQ(trace.delay(stage, k), 0u);
            }
        }
    }
}

TEST(Schedule, EveryMicroBatchGoesForwardAndBackInOrderOfTheStages) {
    for (const Schedule schedule : {Schedule::sequential, Schedule::sync, Schedule::async}) {
        const std::size_t stages = 5;
        const std::size_t micro_batches = 8;
        const ScheduleTrace trace = simulate_schedule(schedule, stages, 4, micro_batches);
        std::vector<std::vector<std::size_t>> forward_cycle(stages, std::vector<std::size_t>(micro_batches));
        std::vector<std::vector<std::size_t>> backward_cycle = forward_cycle;
        std::size_t works = 0;
        for (std::size_t cycle = 0; cycle < trace.cycles(); ++cycle) {
            for (std::size_t stage = 0; stage < stages; ++stage) {
                const Slot& slot = trace.slots[cycle][stage];
                works += slot.work == Work::idle ? 0 : 1;
                if (slot.work == Work::forward) {
                    forward_cycle[stage][slot.micro_batch] = cycle;
                } else if (slot.work == Work::backward) {
                    backward_cycle[stage][slot.micro_batch] = cycle;
                }
            }
        }
        EXPECT_EQ(works, 2 * stages * micro_batches);
        for (std::size_t k = 0; k < micro_batches; ++k) {
            for (std::size_t stage = 0; stage + 1 < stages; ++stage) {
                EXPECT_LT(forward_cycle[stage][k], forward_cycle[stage + 1][k]);
                EXPECT_LT(backward_cycle[stage + 1][k], backward_cycle[stage][k]);
            }
            EXPECT_LT(forward_cycle[stages - 1][k], backward_cycle[stages - 1][k]);
        }
    }
}

TEST(Schedule, DensitiesAreTheLimitsOfTheSimulation) {
    const std::size_t stages = 4;
    const std::size_t mini_batch = 3;
    const std::size_t micro_batches = 300;
    const auto simulated = [&](Schedule schedule) -> Real {
        return Real(2 * micro_batches) / simulate_schedule(schedule, stages, mini_batch, micro_batches).cycles();
    };
    EXPECT_EQ(simulated(Schedule::sequential), schedule_density(Schedule::sequential, stages, mini_batch));
    EXPECT_EQ(simulated(Schedule::sync), schedule_density(Schedule::sync, stages, mini_batch));
    // Filling and draining cost 2(M-1) cycles once: density K/(K+M-1), 1 - (M-1)/(K+M-1).
    EXPECT_TRUE(within(simulated(Schedule::async), 1, Real(stages - 1) / micro_batches));
}

TEST(Schedule, SpeedUpsOfSixStages) {
    // M B/(M+B-1), printed in AP Table III as 3.69, 2.67, 1.71, 1.00: half a unit of the last printed digit.
    const Real half_digit = Real(1) / 200;
    EXPECT_TRUE(within(schedule_speedup(Schedule::sync, 6, 8), Real("3.69"), half_digit));
    EXPECT_TRUE(within(schedule_speedup(Schedule::sync, 6, 4), Real("2.67"), half_digit));
    EXPECT_TRUE(within(schedule_speedup(Schedule::sync, 6, 2), Real("1.71"), half_digit));
    EXPECT_TRUE(within(schedule_speedup(Schedule::sync, 6, 1), 1, half_digit));
    EXPECT_EQ(schedule_speedup(Schedule::sequential, 8, 2), 1);
    EXPECT_EQ(schedule_speedup(Schedule::async, 6, 1), 6);
}

TEST(Schedule, RefusesEmptyAndBrokenMiniBatches) {
    EXPECT_THROW(simulate_schedule(Schedule::async, 0, 1, 1), std::invalid_argument);
    EXPECT_THROW(simulate_schedule(Schedule::sync, 2, 2, 3), std::invalid_argument);
    EXPECT_THROW(schedule_cycles(Schedule::sequential, 2, 0, 3), std::invalid_argument);
    EXPECT_EQ(schedule_cycles(Schedule::async, 2, 2, 3), 8u);
}

}  // namespace
}  // namespace aimcert::reference
