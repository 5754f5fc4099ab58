#include "properties/array/generator.hpp"
#include "properties/generators.hpp"
#include "properties/simplicity.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace aimcert {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class T>
std::vector<rc::Shrinkable<T>> draws(const rc::Gen<T>& generator, int count) {
    std::vector<rc::Shrinkable<T>> list;
    for (int i = 0; i < count; ++i) list.push_back(generator(rc::Random(static_cast<std::uint64_t>(i)), 1 + i % 100));
    return list;
}

template <class T, class Property>
bool some(const std::vector<rc::Shrinkable<T>>& list, Property property) {
    return std::ranges::any_of(list, [&](const auto& drawn) { return property(drawn.value()); });
}

TEST(Source, StaysWithinItsBoundsAndHitsTheirEdges) {
    Source source(rc::Random(7));
    std::vector<double> drawn;
    for (int i = 0; i < 2000; ++i) drawn.push_back(source.within(0.3));
    for (const double x : drawn) EXPECT_LE(std::abs(x), 0.3);
    for (const double edge : {0.0, 0.3, -0.3, std::nextafter(0.3, 0.0), 0.15, 0x1p-1070})
        EXPECT_TRUE(std::ranges::count(drawn, edge)) << edge;
    for (int i = 0; i < 1000; ++i) {
        const double uniform = source.uniform(-2, 5), spread = source.log_uniform(0.01, 100);
        EXPECT_TRUE(-2 <= uniform && uniform <= 5);
        // exp and log are off by an ulp each, ln 100 < 5: 5u + u relative.
        EXPECT_TRUE(0.01 * (1 - 0x1p-50) <= spread && spread <= 100 * (1 + 0x1p-50));
        const int whole = source.integer(-1, 2);
        EXPECT_TRUE(-1 <= whole && whole <= 2);
        EXPECT_GT(source.range(), 0);
    }
}

TEST(Source, DrawsRangesTinyAndHuge) {
    Source source(rc::Random(7));
    std::vector<double> drawn;
    for (int i = 0; i < 500; ++i) drawn.push_back(source.range());
    for (const double edge : {0x1p-100, 0x1p100, 1.0}) EXPECT_TRUE(std::ranges::count(drawn, edge)) << edge;
}

TEST(Complexity, PrefersSmallNumbersWithFewDigits) {
    EXPECT_EQ(complexity(0), 0);
    EXPECT_LT(complexity(0), complexity(1));
    EXPECT_LT(complexity(1), complexity(-1));
    EXPECT_LT(complexity(1), complexity(0.75));
    EXPECT_LT(complexity(0.75), complexity(0.1));
    EXPECT_LT(complexity(infinity), complexity(1));
}

TEST(Simpler, NumbersHaveASmallerComplexityAndSoEnd) {
    Source source(rc::Random(3));
    for (int i = 0; i < 500; ++i) {
        double x = i < 10 ? std::ldexp(-1.0, 5 * i - 25) : source.within(10);
        for (const double candidate : simpler(x)) {
            EXPECT_TRUE(std::isfinite(candidate)) << x;
            EXPECT_LT(complexity(candidate), complexity(x)) << x;
        }
        int steps = 0;
        while (x != 0) {  // even the worst choice at every step
            const auto candidates = simpler(x);
            ASSERT_FALSE(candidates.empty());
            x = *std::ranges::max_element(candidates, {}, [](double c) { return complexity(c); });
            ++steps;
        }
        EXPECT_LT(steps, 8 * 54 + 1075 + 1) << "the largest complexity";
    }
    EXPECT_TRUE(simpler(0).empty());
}

// Complexity of instances: a whole number that every shrink lowers, so that shrinking ends.

long of_numbers(const Numbers& numbers) {
    long sum = 0;
    for (const double x : numbers) sum += 1 + complexity(x);
    return sum;
}
long of_table(const Table& table) {
    long sum = 0;
    for (const auto& row : table) sum += 1 + of_numbers(row);
    return sum;
}
long of_tables(const std::vector<Table>& tables) {
    long sum = 0;
    for (const auto& table : tables) sum += 1 + of_table(table);
    return sum;
}
long of(const VectorsInstance& i) { return of_table(i.vectors); }
long of(const IncrementsInstance& i) { return of_tables(i.increments); }
long of(const ScheduleInstance& i) { return i.stages + i.micro_batches + i.count; }
long of(const DeviceInstance& i) { return complexity(i); }
long of(const ArrayInstance& i) { return complexity(i); }
long of(const PipelineInstance& i) {
    long sum = of_tables(i.weights) + of_tables(i.other_weights) + of_table(i.inputs) + of_table(i.targets) +
               complexity(i.tau) + complexity(i.learning_rate) + complexity(i.young) + complexity(i.saturation_bound) +
               i.micro_batches + i.a_posteriori;
    for (const Activation activation : i.activations) sum += 1 + static_cast<long>(activation);
    for (const int sample : i.order) sum += 1 + sample;
    return sum + static_cast<long>(i.loss);
}

/// Every shrink of the instances, and of the most complex shrink of each, down to one without any.
template <class T>
void expect_that_shrinking_ends(const rc::Gen<T>& generator, int count) {
    for (auto& drawn : draws(generator, count)) {
        rc::Shrinkable<T> current = drawn;
        long before = of(current.value());
        for (int depth = 0; depth < 6; ++depth) {
            std::optional<rc::Shrinkable<T>> next;
            long most = 0;
            auto shrinks = current.shrinks();
            for (auto candidate = shrinks.next(); candidate; candidate = shrinks.next()) {
                const long simpler = of(candidate->value());  // RapidCheck computes a value anew whenever it is asked for
                ASSERT_LT(simpler, before);
                if (next && simpler <= most) continue;
                next = *candidate;
                most = simpler;
            }
            if (!next) break;
            current = *next;
            before = most;
        }
    }
}

TEST(Shrinks, OfEveryFamilyAreSimpler) {
    expect_that_shrinking_ends(device_instances(all_response_families, 2), 40);
    expect_that_shrinking_ends(array_instances({}), 10);
    expect_that_shrinking_ends(schedule_instances(8, 6, 6), 100);
    expect_that_shrinking_ends(increments_instances(3, 2, 4), 20);
    expect_that_shrinking_ends(pipeline_instances({.layers = 3, .width = 3, .samples = 3, .steps = 3, .micro_batches = 3,
                                                   .other_weights = true, .learning_rate = LearningRate::free}), 40);
}

/// The simplest instance that a walk down the shrinks finds among those with `property`.
template <class T, class Property>
T simplest(T instance, std::vector<T> (*simpler_than)(const T&), Property property) {
    EXPECT_TRUE(property(instance));
    for (bool progressed = true; progressed;) {
        progressed = false;
        for (auto& candidate : simpler_than(instance)) {
            if (!property(candidate)) continue;
            instance = std::move(candidate);
            progressed = true;
            break;
        }
    }
    return instance;
}

TEST(Shrinks, OfArraysFindSimplerUnits) {
    ArrayInstance start;
    start.curvatures = {0.125};
    start.weight = {0};
    start.minimum = {3};
    start.residual = {2.5};
    start.device = start.residual_device = {.response = "ald", .tau = 83.0 / 32};
    start.alpha = 2;
    start.beta = start.gamma = 1;
    // A rate relative to the curvature, a residual relative to the range: neither number alone can become simpler.
    const auto found = simplest(start, simpler_arrays, [](const ArrayInstance& i) {
        return i.residual_device.response == "ald" && i.residual[0] > 0.96 * i.residual_device.tau &&
               i.residual[0] < i.residual_device.tau && 4 * i.alpha * i.curvatures[0] == 1;
    });
    EXPECT_EQ(found.curvatures, Numbers{1});
    EXPECT_EQ(found.alpha, 0.25);
    EXPECT_EQ(found.residual_device.tau, 1);
    EXPECT_EQ(found.residual, Numbers{31.0 / 32});
    EXPECT_EQ(found.device.response, "ideal");
    EXPECT_EQ(found.minimum, Numbers{0});
}

TEST(Shrinks, OfNoiseFindShortProbabilitiesAroundAMeanOfZero) {
    ArrayInstance start;
    start.curvatures = start.weight = start.minimum = start.residual = {0};
    start.curvatures = {1};
    start.noise = {{0.3}, {-0.11}};
    start.odds = {2, 9};
    start.alpha = start.beta = start.gamma = 1;
    const auto found = simplest(start, simpler_arrays, [](const ArrayInstance& i) {
        return i.noise.size() == 2 && i.noise[0][0] != i.noise[1][0] && i.odds[0] != i.odds[1];
    });
    const double total = found.odds[0] + found.odds[1];
    EXPECT_EQ(total, 4) << "a quarter and three";
    EXPECT_EQ(found.odds[0] * found.noise[0][0] + found.odds[1] * found.noise[1][0], 0);
}

TEST(Shrinks, OfDevicesTurnTheSigns) {
    const DeviceInstance start{{.response = "ald", .tau = 1, .w0 = -1}, -0.5, {1}};
    const auto found = simplest(start, simpler_devices, [](const DeviceInstance& i) {
        return i.device.w0 != 0 && i.weight * (i.device.w0 - i.weight) > 0 && i.increments[0] != 0;
    });
    EXPECT_EQ(found, (DeviceInstance{{.response = "ald", .tau = 1, .w0 = 1}, 0.5, {1}}));
}

TEST(Shrinks, OfParametersKeepCountsWholeAndNotBelowZero) {
    const ParametersInstance start{{{"steps", 7}, {"x", 0.3}}};
    for (const auto& candidate : simpler_parameters(start)) {
        EXPECT_GE(candidate["steps"], 0);
        EXPECT_EQ(candidate["steps"], std::trunc(candidate["steps"]));
        EXPECT_LT(complexity(candidate), complexity(start));
    }
    const auto found = simplest(start, simpler_parameters, [](const ParametersInstance& i) { return i["steps"] >= 5; });
    EXPECT_EQ(found, (ParametersInstance{{{"steps", 5}, {"x", 0}}}));
}

TEST(Shrinks, OfVectorsDropAnEntryOfAllOrSimplifyOne) {
    const VectorsInstance start{{{0.1, -3}, {5, 0.75}}};
    const auto list = simpler_vectors(start);
    EXPECT_TRUE(std::ranges::count(list, VectorsInstance{{{-3}, {0.75}}}));
    EXPECT_TRUE(std::ranges::count(list, VectorsInstance{{{0.1, -3}, {5, 0.5}}}));
    for (const auto& instance : list) EXPECT_LT(of(instance), of(start));
}

TEST(Shrinks, ReachTheSimplestSchedule) {
    auto current = schedule_instances(8, 6, 6)(rc::Random(5), 100);
    while (auto next = current.shrinks().next()) current = *next;
    EXPECT_EQ(current.value(), (ScheduleInstance{1, 1, 1}));
}

TEST(Shrinks, OfNetworksStillFitTogether) {
    for (const auto& drawn : draws(pipeline_instances({.layers = 4, .width = 4, .samples = 3, .other_weights = true,
                                                       .learning_rate = LearningRate::free}), 60)) {
        auto shrinks = drawn.shrinks();
        for (auto candidate = shrinks.next(); candidate; candidate = shrinks.next()) {
            // Reading refuses whatever does not fit together.
            const Instance instance = candidate->value();
            EXPECT_EQ(instance_from_json(to_json(instance)), instance);
        }
    }
}

TEST(Devices, KeepTheWeightInTheRangeAndTheIncrementWithinItsReach) {
    const auto list = draws(device_instances(all_response_families, 2), 3000);
    for (const auto& drawn : list) {
        const DeviceInstance i = drawn.value();
        const auto [low, high] = weight_range(i.device);
        EXPECT_TRUE(low <= i.weight && i.weight <= high);
        EXPECT_EQ(i.increments.size(), 2u);
        if (i.device.response == "ald") {
            EXPECT_LE(std::abs(i.increments[0]), std::max({i.device.tau, -low, high}));
        }
    }
    EXPECT_TRUE(some(list, [](const auto& i) { return i.weight == weight_range(i.device).high; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i.weight == weight_range(i.device).low; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i.device.w0 != 0 && i.weight == i.device.w0; }));
    EXPECT_TRUE(some(list, [](const auto& i) {
        return i.device.response == "ald" && i.device.w0 == 0 && std::abs(i.increments[0]) == i.device.tau;
    }));
    for (const auto& family : all_response_families)
        EXPECT_TRUE(some(list, [&](const auto& i) { return i.device.response == family; })) << family;
}

TEST(Increments, KeepTheirSizesAndReachThem) {
    const auto list = draws(increments_instances(6, 3, 16), 1000);
    for (const auto& drawn : list) {
        const auto i = drawn.value();
        ASSERT_GE(i.increments.size(), 1u);
        EXPECT_LE(i.increments.size(), 16u);
        EXPECT_LE(i.increments.front().size(), 6u);
        for (const auto& step : i.increments) EXPECT_EQ(step.size(), i.increments.front().size());
    }
    EXPECT_TRUE(some(list, [](const auto& i) { return i.increments.size() == 16; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i.increments.front().size() == 6; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i.increments.size() < i.increments.front().size(); })) << "never fills";
}

TEST(Schedules, AreWholeMiniBatchesAndReachTheirSizes) {
    const auto list = draws(schedule_instances(8, 6, 5), 1000);
    for (const auto& drawn : list) {
        const auto i = drawn.value();
        EXPECT_TRUE(1 <= i.stages && i.stages <= 8);
        EXPECT_TRUE(1 <= i.micro_batches && i.micro_batches <= 6);
        EXPECT_EQ(i.count % i.micro_batches, 0);
        EXPECT_LE(i.count, 5 * i.micro_batches);
    }
    EXPECT_TRUE(some(list, [](const auto& i) { return i.stages == 8; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i == ScheduleInstance{1, 1, 1}; }));
}

TEST(Networks, KeepTheirSizes) {
    for (const auto& drawn : draws(pipeline_instances({.layers = 4, .width = 5, .samples = 3, .steps = 4, .micro_batches = 3,
                                                       .learning_rate = LearningRate::free}), 400)) {
        const auto i = drawn.value();
        EXPECT_EQ(instance_from_json(to_json(i)), Instance(i)) << "fits together";
        EXPECT_LE(i.weights.size(), 4u);
        EXPECT_LE(i.inputs.size(), 3u);
        EXPECT_LE(i.inputs.front().size(), 5u);
        for (const auto& table : i.weights) EXPECT_LE(table.size(), 5u);
        EXPECT_LE(i.micro_batches, 3);
        EXPECT_LE(std::pow(i.inputs.size(), i.micro_batches), largest_mini_batch_count);
        EXPECT_EQ(i.order.size() % static_cast<std::size_t>(i.micro_batches), 0u);
        EXPECT_LE(i.order.size(), static_cast<std::size_t>(4 * i.micro_batches));
        EXPECT_GT(i.learning_rate, 0);
        EXPECT_TRUE(std::isfinite(i.learning_rate));
        for (const auto& table : i.weights)
            for (const auto& row : table)
                for (const double w : row) EXPECT_LE(std::abs(w), i.tau);
    }
}

TEST(Networks, HaveTheEdges) {
    const auto list = draws(pipeline_instances({.learning_rate = LearningRate::free}), 2000);
    const auto largest = [](const PipelineInstance& i) { return max_abs(make_weights<double>(i.weights)); };
    const std::vector<std::pair<std::string, std::function<bool(const PipelineInstance&)>>> edges{
        {"one layer", [](const auto& i) { return i.weights.size() == 1; }},
        {"six layers", [](const auto& i) { return i.weights.size() == 6; }},
        {"width eight", [](const auto& i) { return i.weights.front().size() == 8; }},
        {"eight samples", [](const auto& i) { return i.inputs.size() == 8; }},
        {"one sample", [](const auto& i) { return i.inputs.size() == 1; }},
        {"zero weights", [&](const auto& i) { return largest(i) == 0; }},
        {"|w| = tau", [&](const auto& i) { return largest(i) == i.tau; }},
        {"digital", [](const auto& i) { return i.tau == infinity; }},
        {"tau tiny", [](const auto& i) { return i.tau == 0x1p-100; }},
        {"tau huge", [](const auto& i) { return i.tau == 0x1p100; }},
        {"identical samples",
         [](const auto& i) {
             return i.inputs.size() > 2 && std::ranges::all_of(i.inputs, [&](const auto& x) { return x == i.inputs[0]; }) &&
                    std::ranges::all_of(i.targets, [&](const auto& y) { return y == i.targets[0]; });
         }},
        {"zero gradient", [](const auto& i) {
             const auto gradients =
                 sample_gradients(architecture_of(i), make_weights<double>(i.weights), make_samples<double>(i));
             return squared_norm(gradients.mean) == 0;
         }},
        {"the same sample all along",
         [](const auto& i) { return i.order.size() > 3 && std::ranges::count(i.order, 0) == std::ssize(i.order); }},
        {"constants a priori", [](const auto& i) { return !i.a_posteriori; }}};
    for (const auto& [name, holds] : edges) EXPECT_TRUE(some(list, holds)) << name;
    for (const auto& [activation, name] : activation_names)
        EXPECT_TRUE(some(list, [&, activation = activation](const auto& i) {
            return std::ranges::count(i.activations, activation) > 0;
        })) << name;
    for (const auto& [loss, name] : loss_names) EXPECT_TRUE(some(list, [&, loss = loss](const auto& i) { return i.loss == loss; })) << name;
}

TEST(Networks, HaveSomethingDelayedWhereAskedForButForOneInTen) {
    const auto list = draws(pipeline_instances({.steps = 5, .delayed = true, .learning_rate = LearningRate::free}), 1000);
    const auto layers = std::ranges::count_if(list, [](const auto& drawn) { return drawn.value().weights.size() == 1; });
    const auto steps = std::ranges::count_if(list, [](const auto& drawn) { return drawn.value().order.size() == 1; });
    // One layer, or one step, in a tenth of 1000 draws at most: 100, and five standard deviations √(1000·0.1·0.9) = 9.5.
    for (const auto undelayed : {layers, steps}) {
        EXPECT_GT(undelayed, 0);
        EXPECT_LE(undelayed, 147);
    }
}

TEST(Networks, HaveASecondWeightTupleOfTheSameShapeWhereAskedFor) {
    const auto list = draws(pipeline_instances({.other_weights = true, .learning_rate = LearningRate::free}), 400);
    for (const auto& drawn : list) {
        const auto i = drawn.value();
        ASSERT_EQ(i.other_weights.size(), i.weights.size());
        for (const auto& table : i.other_weights)
            for (const auto& row : table)
                for (const double w : row) EXPECT_LE(std::abs(w), i.tau);
    }
    EXPECT_TRUE(some(list, [](const auto& i) { return i.other_weights == i.weights; }));
    EXPECT_TRUE(some(list, [](const auto& i) { return i.other_weights != i.weights; }));
    EXPECT_TRUE(draws(pipeline_instances({.learning_rate = LearningRate::free}), 1)[0].value().other_weights.empty());
}

}  // namespace
}  // namespace aimcert
