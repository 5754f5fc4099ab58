#include "properties/instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>

namespace aimcert {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Numbers that are hard to write: 1/10 is no binary fraction, the others are at the ends of the doubles.
const Numbers hard_numbers{0.1,
                           1.0 / 3,
                           -0.0,
                           std::numeric_limits<double>::denorm_min(),
                           -0x1p-1070,
                           std::numeric_limits<double>::min(),
                           std::numeric_limits<double>::max(),
                           std::nextafter(1.0, 2.0),
                           -1e6,
                           1e6 + 1,
                           3.0 / 1024,
                           1.0 / 2048,
                           0x1p100};

DeviceInstance device_instance() {
    return {{.response = "two_sided_power", .tau_min = -1.0 / 3, .tau_max = 0x1p-100, .gamma_plus = 3, .gamma_minus = 4},
            -0x1.8p-3,
            hard_numbers};
}
PulsesInstance pulses_instance() {
    return {{.response = "exponential", .tau = 0.3, .gamma = 1.0 / 3}, 0.1, -0.7, 1.0 / 7, 0.3, {1, -std::sqrt(3.0)}};
}
PipelineInstance pipeline_instance() {
    PipelineInstance i;
    i.activations = {Activation::tanh, Activation::centered_softplus};
    i.loss = Loss::log_cosh;
    i.weights = {{{0.1, -0.0}, {1.0 / 3, 0x1p-1070}}, {{0.7, -0.2}}};
    i.other_weights = {{{0.2, 0}, {1, 0.5}}, {{-0.7, 0.1}}};
    i.inputs = {{0.6, 0.8}, {-1, 0}};
    i.targets = {{0.3}, {1e-7}};
    i.tau = infinity;
    i.learning_rate = 0.01;
    i.young = 1.0 / 7;
    i.saturation_bound = 0.9;
    i.micro_batches = 2;
    i.order = {0, 1, 1, 0};
    i.a_posteriori = true;
    return i;
}

const std::vector<Instance> one_of_every_family{
    device_instance(),
    pulses_instance(),
    VectorsInstance{{hard_numbers, Numbers(hard_numbers.size(), 0.1)}},
    ParametersInstance{{{"alpha", 0.1}, {"sigma", -1.0 / 3}, {"tau", infinity}}},
    IncrementsInstance{{{{0.1}, {0.2, -0.3}}, {{0}, {1e-300, 5}}}},
    ScheduleInstance{6, 4, 24},
    pipeline_instance(),
    ArrayInstance{.shape = Shape::log_cosh,
                  .curvatures = {0.1, 3},
                  .mirror = {1, -2},
                  .minimum = {1.0 / 3, -0.0},
                  .noise = {{0.1, 0}, {-0.2, 0x1p-1070}},
                  .odds = {2, 1},
                  .device = {.response = "shifted_linear", .tau = 0.7, .c = 0.1},
                  .residual_device = {.response = "ideal"},
                  .weight = {0.2, 0.3},
                  .residual = {0, -0.1},
                  .alpha = 0.3,
                  .beta = 0.7,
                  .gamma = 1.0 / 3,
                  .steps = 4}};

TEST(Instance, ListHasEveryFamily) {
    ASSERT_EQ(one_of_every_family.size(), std::variant_size_v<Instance>);
    for (std::size_t i = 0; i < one_of_every_family.size(); ++i) EXPECT_EQ(one_of_every_family[i].index(), i);
}

TEST(Instance, OfEveryFamilySurvivesJson) {
    for (const auto& instance : one_of_every_family) {
        const std::string text = to_json(instance).dump();
        EXPECT_EQ(instance_from_json(Json::parse(text)), instance) << text;
        EXPECT_EQ(to_json(instance_from_json(Json::parse(text))).dump(), text);
    }
}

TEST(Instance, WritesOnlyTheParametersThatTheDeviceUses) {
    DeviceInstance instance = device_instance();
    instance.device = {.response = "shifted_linear", .tau = 2, .tau_min = -3, .c = 0.5, .gamma = 7};
    const Json json = to_json(instance);
    EXPECT_EQ(json["tau"], "2");
    EXPECT_EQ(json["c"], "1/2");
    for (const char* unused : {"tau_min", "tau_max", "w0", "gamma", "gamma_plus", "gamma_minus"})
        EXPECT_FALSE(json.contains(unused)) << unused;
    instance.device = without_unused(instance.device);
    EXPECT_EQ(instance_from_json(json), Instance(instance));
}

TEST(Instance, NumbersSurviveJsonBitByBit) {
    const auto instance = std::get<DeviceInstance>(instance_from_json(to_json(device_instance())));
    ASSERT_EQ(instance.increments.size(), hard_numbers.size());
    for (std::size_t i = 0; i < hard_numbers.size(); ++i)
        EXPECT_EQ(std::bit_cast<std::uint64_t>(instance.increments[i]), std::bit_cast<std::uint64_t>(hard_numbers[i]))
            << exact_text(hard_numbers[i]);
}

TEST(ExactText, IsAShortFractionOrAHexfloat) {
    EXPECT_EQ(exact_text(0), "0");
    EXPECT_EQ(exact_text(-0.0), "-0");
    EXPECT_EQ(exact_text(-3), "-3");
    EXPECT_EQ(exact_text(0.75), "3/4");
    EXPECT_EQ(exact_text(-5.0 / 1024), "-5/1024");
    EXPECT_EQ(exact_text(1.0 / 2048), "0x1p-11");
    EXPECT_EQ(exact_text(0.1), "0x1.999999999999ap-4");
    EXPECT_EQ(exact_text(infinity), "inf");
    EXPECT_EQ(exact_text(-infinity), "-inf");
}

TEST(ExactValue, ReadsWhatExactTextWritesBitByBit) {
    for (const double value : hard_numbers)
        EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_value(exact_text(value))), std::bit_cast<std::uint64_t>(value))
            << exact_text(value);
    EXPECT_EQ(exact_value("inf"), infinity);
    EXPECT_EQ(exact_value("-inf"), -infinity);
}

TEST(ExactValue, ReadsDecimals) {
    EXPECT_EQ(exact_value("0.25"), 0.25);
    EXPECT_EQ(exact_value("-1e-3"), -1e-3);
}

TEST(ExactValue, RefusesWhatIsNoDouble) {
    for (const char* text : {"", "abc", "1/3", "1/0", "1/-2", "1/", "/2", "1.5x", "nan", "infinity", "1e999", "1/2/4", "--1"})
        EXPECT_THROW(exact_value(text), std::invalid_argument) << text;
}

TEST(Parameters, AreFoundByName) {
    const ParametersInstance parameters{{{"alpha", 0.5}}};
    EXPECT_EQ(parameters["alpha"], 0.5);
    EXPECT_THROW(parameters["beta"], std::invalid_argument);
}

/// The message with which a changed copy of the pipeline instance is refused.
template <class Change>
std::string error_of(const Instance& instance, Change change) {
    Json json = to_json(instance);
    change(json);
    try {
        instance_from_json(json);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "no error";
}

TEST(BadInstance, GivesOneLineThatNamesTheKey) {
    struct Case {
        std::function<void(Json&)> change;
        std::vector<std::string> says;
    };
    const std::vector<Case> cases{
        {[](Json& j) { j.erase("family"); }, {"\"family\"", "missing"}},
        {[](Json& j) { j["family"] = "nets"; }, {"\"family\"", "pipeline", "\"nets\""}},
        {[](Json& j) { j["family"] = 3; }, {"\"family\"", "3"}},
        {[](Json& j) { j.erase("tau"); }, {"\"tau\"", "missing"}},
        {[](Json& j) { j["tau"] = "0"; }, {"\"tau\"", "positive", "0"}},
        {[](Json& j) { j["tau"] = "-1"; }, {"\"tau\"", "positive", "-1"}},
        {[](Json& j) { j["learning_rate"] = "-1"; }, {"\"learning_rate\"", ">= 0", "-1"}},
        {[](Json& j) { j["tau"] = "a lot"; }, {"\"tau\"", "number", "a lot"}},
        {[](Json& j) { j["tau"] = true; }, {"\"tau\"", "number", "true"}},
        {[](Json& j) { j["loss"] = "huber"; }, {"\"loss\"", "half_squared_error", "\"huber\""}},
        {[](Json& j) { j["activations"] = "tanh"; }, {"\"activations\"", "list", "\"tanh\""}},
        {[](Json& j) { j["activations"] = {"tanh"}; }, {"\"activations\"", "2 layers", "1"}},
        {[](Json& j) { j["activations"][0] = "relu"; }, {"\"activations\"", "centered_sigmoid", "\"relu\""}},
        {[](Json& j) { j["weights"] = Json::array(); }, {"\"weights\"", "at least one layer"}},
        {[](Json& j) { j["weights"][1][0].push_back("1"); }, {"\"weights\"", "2 entries", "3"}},
        {[](Json& j) { j["weights"][0] = Json::array(); }, {"\"weights\"", "rows"}},
        {[](Json& j) { j["other_weights"].erase(1); }, {"\"other_weights\"", "as many layers"}},
        {[](Json& j) { j["inputs"] = Json::array(); }, {"\"inputs\"", "at least one", "0"}},
        {[](Json& j) { j["inputs"][1].push_back("1"); }, {"\"inputs\"", "equal length"}},
        {[](Json& j) { j["targets"].erase(1); }, {"\"targets\"", "equally many", "2 and 1"}},
        {[](Json& j) { j["targets"][0].push_back("1"); }, {"\"targets\"", "1 entries", "2"}},
        {[](Json& j) { j["targets"] = {{"1/2"}, {"inf"}}; }, {"\"targets\"", "finite", "inf"}},
        {[](Json& j) { j["order"] = Json(std::vector<int>(1001, 0)); }, {"\"order\"", "at most 1000", "1001"}},
        {[](Json& j) { j["order"][2] = 2; }, {"\"order\"", "below 2", "2"}},
        {[](Json& j) { j["order"][2] = -1; }, {"\"order\"", "whole number", "-1"}},
        {[](Json& j) { j["order"][2] = 0.5; }, {"\"order\"", "whole number", "0.5"}},
        {[](Json& j) { j["micro_batches"] = 1001; }, {"\"micro_batches\"", "up to 1000", "1001"}},
        {[](Json& j) { j["micro_batches"] = 0; }, {"\"micro_batches\"", "at least 1", "0"}},
        {[](Json& j) { j["a_posteriori"] = "yes"; }, {"\"a_posteriori\"", "true or false", "\"yes\""}}};
    for (const auto& [change, says] : cases) {
        const std::string error = error_of(pipeline_instance(), change);
        for (const auto& part : says) EXPECT_THAT(error, HasSubstr(part));
        EXPECT_EQ(error.find('\n'), std::string::npos);
    }
}

TEST(BadInstance, HasTargetsThatAreNoClassesForTheCrossEntropy) {
    PipelineInstance classes = pipeline_instance();
    classes.loss = Loss::softmax_cross_entropy;
    classes.weights.back() = classes.other_weights.back() = {{0.7, -0.2}, {0.1, 1}};
    classes.targets = {{0, 1}, {1, 0}};
    EXPECT_EQ(error_of(classes, [](Json&) {}), "no error");
    for (const Numbers& target : std::vector<Numbers>{{5, 0}, {0, 0}, {1, 1}, {0.5, 0.5}, {2, -1}, {1, 0.125}}) {
        classes.targets[1] = target;
        EXPECT_THAT(error_of(classes, [](Json&) {}), AllOf(HasSubstr("\"targets\""), HasSubstr("one-hot")));
    }
}

TEST(BadInstance, OfADeviceNamesItsParameter) {
    const auto error = [](DeviceParameters device) {
        return error_of(DeviceInstance{std::move(device), 0, {1}}, [](Json&) {});
    };
    EXPECT_THAT(error({.response = "ald", .tau = 0}), HasSubstr("\"tau\": expected a positive number, found 0"));
    EXPECT_THAT(error({.response = "linear_step", .tau_min = 1}), HasSubstr("\"tau_min\": expected a negative number, found 1"));
    EXPECT_THAT(error({.response = "linear_step", .tau_max = 0}), HasSubstr("\"tau_max\": expected a positive number"));
    EXPECT_THAT(error({.response = "power", .gamma = 1.5}), HasSubstr("\"gamma\": expected a whole number from 1 to 1000, found 3/2"));
    EXPECT_THAT(error({.response = "power", .gamma = 1e9}), HasSubstr("\"gamma\""));
    EXPECT_THAT(error({.response = "two_sided_power", .gamma_minus = 0}), HasSubstr("\"gamma_minus\""));
    EXPECT_THAT(error({.response = "exponential", .gamma = 0}), HasSubstr("\"gamma\": expected a positive number"));
    ArrayInstance array = std::get<ArrayInstance>(one_of_every_family.back());
    array.residual_device = {.response = "ald", .tau = -1};
    EXPECT_THAT(error_of(array, [](Json&) {}), HasSubstr("\"residual_device.tau\""));
}

TEST(BadInstance, OfTheOtherFamiliesToo) {
    EXPECT_THAT(error_of(device_instance(), [](Json& j) { j["response"] = "cubic"; }), HasSubstr("\"cubic\""));
    EXPECT_THAT(error_of(device_instance(), [](Json& j) { j["increments"] = Json::array(); }), HasSubstr("\"increments\""));
    EXPECT_THAT(error_of(pulses_instance(), [](Json& j) { j["pulse_size"] = 0; }), HasSubstr("\"pulse_size\""));
    EXPECT_THAT(error_of(one_of_every_family[2], [](Json& j) { j["vectors"][0].erase(0); }), HasSubstr("\"vectors\""));
    EXPECT_THAT(error_of(one_of_every_family[3], [](Json& j) { j["values"] = 1; }), HasSubstr("\"values\""));
    EXPECT_THAT(error_of(one_of_every_family[3], [](Json& j) { j["values"]["alpha"] = "1/3"; }), HasSubstr("values.alpha"));
    EXPECT_THAT(error_of(one_of_every_family[4], [](Json& j) { j["increments"][1].erase(0); }), HasSubstr("\"increments\""));
    EXPECT_THAT(error_of(one_of_every_family[5], [](Json& j) { j["stages"] = 0; }), HasSubstr("\"stages\""));
    EXPECT_THAT(error_of(one_of_every_family[3], [](Json& j) { j["values"]["n"] = 1e9; }), HasSubstr("values.n"));
    EXPECT_THAT(error_of(one_of_every_family[3], [](Json& j) { j["values"]["steps"] = -1; }), HasSubstr("values.steps"));
    EXPECT_THAT(error_of(one_of_every_family[3], [](Json& j) { j["values"]["layers"] = 1.5; }), HasSubstr("values.layers"));
    EXPECT_THAT(error_of(one_of_every_family[4], [](Json& j) { j["increments"] = Json::array(); }), HasSubstr("one step"));
    EXPECT_THAT(error_of(one_of_every_family[4], [](Json& j) { j["increments"] = Json::array({Json::array()}); }), HasSubstr("one layer"));
    EXPECT_THAT(error_of(one_of_every_family[5], [](Json& j) { j["stages"] = 65; }), HasSubstr("\"stages\""));
    EXPECT_THAT(error_of(one_of_every_family[5], [](Json& j) { j["count"] = 1001; }), HasSubstr("\"count\""));
    for (const char* rate : {"alpha", "beta", "gamma"})
        EXPECT_THAT(error_of(one_of_every_family[7], [&](Json& j) { j[rate] = "-1"; }), HasSubstr(rate));
    EXPECT_THAT(error_of(one_of_every_family[7], [](Json& j) { j["curvatures"][1] = 0; }), HasSubstr("\"curvatures\""));
    EXPECT_THAT(error_of(one_of_every_family[7], [](Json& j) { j["steps"] = 0; }), HasSubstr("\"steps\""));
    EXPECT_THAT(error_of(one_of_every_family[7], [](Json& j) { j["steps"] = 1001; }), HasSubstr("\"steps\""));
    EXPECT_THROW(instance_from_json(Json::parse("[1]")), std::invalid_argument);
}

TEST(RoundedToFloat, KeepsFiniteNumbersFinite) {
    PipelineInstance instance = pipeline_instance();
    instance.learning_rate = 1e39;
    instance.inputs[0][0] = -1e300;
    const auto rounded = std::get<PipelineInstance>(rounded_to_float(instance));
    EXPECT_EQ(rounded.learning_rate, 0x1.fffffep127);
    EXPECT_EQ(rounded.inputs[0][0], -0x1.fffffep127);
    EXPECT_EQ(rounded.tau, infinity) << "the digital device stays one";
}

TEST(RoundedToFloat, RoundsEveryNumberOfEveryFamilyAndNothingElse) {
    const auto instance = std::get<PipelineInstance>(rounded_to_float(pipeline_instance()));
    EXPECT_EQ(instance.weights[0][0][0], static_cast<double>(0.1f));
    EXPECT_EQ(instance.weights[0][1][1], 0);  // 2^-1070 is below every float
    EXPECT_EQ(instance.learning_rate, static_cast<double>(0.01f));
    EXPECT_EQ(instance.targets[0][0], static_cast<double>(0.3f));
    EXPECT_EQ(instance.tau, infinity);
    EXPECT_EQ(instance.order, pipeline_instance().order);
    const auto parameters = std::get<ParametersInstance>(rounded_to_float(one_of_every_family[3]));
    EXPECT_EQ(parameters["alpha"], static_cast<double>(0.1f));
    for (const auto& original : one_of_every_family) {
        const Instance once = rounded_to_float(original);
        EXPECT_EQ(rounded_to_float(once), once);
        EXPECT_EQ(once.index(), original.index());
    }
    EXPECT_EQ(rounded_to_float(one_of_every_family[5]), one_of_every_family[5]);
}

TEST(Instance, BecomesWeightsSamplesAndDeviceOfAnyScalar) {
    const auto weights = make_weights<double>(pipeline_instance().weights);
    ASSERT_EQ(weights.size(), 2u);
    EXPECT_EQ(weights[0](1, 0), 1.0 / 3);
    EXPECT_EQ(weights[1].rows(), 1);
    EXPECT_EQ(weights[1].cols(), 2);
    const auto samples = make_samples<float>(pipeline_instance());
    EXPECT_EQ(samples[1].target(0), 1e-7f);
    EXPECT_TRUE(std::holds_alternative<IdealResponse<double>>(device_of<double>(pipeline_instance())));
    PipelineInstance analog = pipeline_instance();
    analog.tau = 0.5;
    EXPECT_EQ(std::get<AsymmetricLinearResponse<double>>(device_of<double>(analog)).tau, 0.5);
}

}  // namespace
}  // namespace aimcert
