#include "core/pipeline/schedule_closed_forms.hpp"
#include "reference/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace aimcert {
namespace {

struct Case {
    Schedule schedule;
    reference::Schedule reference_schedule;
    int stages, batch, count;
};

/// All schedules of up to 6 stages, 5 micro-batches to a mini-batch and 4 mini-batches.
std::vector<Case> cases() {
    std::vector<Case> list;
    for (int stages = 1; stages <= 6; ++stages)
        for (int batch = 1; batch <= 5; ++batch)
            for (int mini_batches = 1; mini_batches <= 4; ++mini_batches)
                for (const auto& [schedule, other] :
                     {std::pair{Schedule::async, reference::Schedule::async}, {Schedule::sync, reference::Schedule::sync},
                      {Schedule::sequential, reference::Schedule::sequential}})
                    list.push_back({schedule, other, stages, batch, batch * mini_batches});
    return list;
}

std::string describe(const Case& c) {
    return std::string(schedule_name(c.schedule)) + ", " + std::to_string(c.stages) + " stages, " +
           std::to_string(c.count) + " micro-batches, " + std::to_string(c.batch) + " to a mini-batch";
}

reference::ScheduleTrace trace_of(const Case& c) {
    return simulate_schedule(c.reference_schedule, static_cast<std::size_t>(c.stages), static_cast<std::size_t>(c.batch),
                             static_cast<std::size_t>(c.count));
}

TEST(SimulatedSchedule, TakesTheCyclesOfTheReference) {
    for (const Case& c : cases()) {
        const Timeline timeline = simulate(c.schedule, c.stages, c.batch, c.count);
        EXPECT_EQ(timeline.cycles, static_cast<int>(trace_of(c).cycles())) << describe(c);
    }
}

TEST(SimulatedSchedule, RunsEveryEventOnTheWeightsOfTheReference) {
    for (const Case& c : cases()) {
        const auto trace = trace_of(c);
        const Timeline timeline = simulate(c.schedule, c.stages, c.batch, c.count);
        EXPECT_EQ(timeline.events.size(), static_cast<std::size_t>(2 * c.stages * c.count)) << describe(c);
        for (const Event& event : timeline.events) {
            const auto& versions = event.kind == Event::Kind::forward ? trace.forward_version : trace.backward_version;
            EXPECT_EQ(event.weight_version,
                      static_cast<int>(versions[static_cast<std::size_t>(event.stage - 1)]
                                               [static_cast<std::size_t>(event.micro_batch)]))
                << describe(c) << ", stage " << event.stage << ", micro-batch " << event.micro_batch;
        }
    }
}

TEST(SimulatedSchedule, HasTheDelaysOfTheReference) {
    for (const Case& c : cases()) {
        const auto trace = trace_of(c);
        const auto delays = measured_delays_per_micro_batch(simulate(c.schedule, c.stages, c.batch, c.count));
        for (std::size_t stage = 0; stage < delays.size(); ++stage)
            for (std::size_t n = 0; n < delays[stage].size(); ++n)
                EXPECT_EQ(delays[stage][n], static_cast<int>(trace.delay(stage, n)))
                    << describe(c) << ", stage " << stage + 1 << ", micro-batch " << n;
    }
}

TEST(SimulatedSchedule, HasTheDensityAndSpeedupOfTheReference) {
    for (const Case& c : cases()) {
        if (c.schedule == Schedule::async && c.count <= c.stages) continue;  // no steady state yet
        const Timeline timeline = simulate(c.schedule, c.stages, c.batch, c.count);
        const Timeline sequential = simulate(Schedule::sequential, c.stages, c.batch, c.count);
        const auto stages = static_cast<std::size_t>(c.stages), batch = static_cast<std::size_t>(c.batch);
        // One quotient of integers: the correctly rounded double.
        EXPECT_EQ(density(timeline), static_cast<double>(schedule_density(c.reference_schedule, stages, batch))) << describe(c);
        EXPECT_EQ(speedup(timeline, sequential), static_cast<double>(schedule_speedup(c.reference_schedule, stages, batch)))
            << describe(c);
    }
}

TEST(ClosedFormsOfTheCore, AreThoseOfTheReference) {
    for (const Case& c : cases()) {
        const auto stages = static_cast<std::size_t>(c.stages), batch = static_cast<std::size_t>(c.batch);
        const auto whole = static_cast<std::size_t>(c.count / c.batch);
        const int fill = c.schedule == Schedule::async ? closed_form::async_fill_cycles(c.stages) : 0;
        const int repeats = c.schedule == Schedule::async ? closed_form::cycles(c.schedule, c.stages, c.count)
                                                          : closed_form::cycles(c.schedule, c.stages, c.batch) * static_cast<int>(whole);
        EXPECT_EQ(repeats + fill, static_cast<int>(schedule_cycles(c.reference_schedule, stages, batch, batch * whole))) << describe(c);
        EXPECT_EQ(closed_form::density(c.schedule, c.stages, c.batch),
                  static_cast<double>(schedule_density(c.reference_schedule, stages, batch))) << describe(c);
        EXPECT_EQ(closed_form::speedup(c.schedule, c.stages, c.batch),
                  static_cast<double>(schedule_speedup(c.reference_schedule, stages, batch))) << describe(c);
    }
}

}  // namespace
}  // namespace aimcert
