#include "properties/instance.hpp"

#include "properties/continuous_numbers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace aimcert {

using Json = nlohmann::ordered_json;

double ParametersInstance::operator[](std::string_view name) const {
    for (const auto& [key, value] : values)
        if (key == name) return value;
    throw std::invalid_argument("key \"values." + std::string(name) + "\" is missing");
}

std::string exact_text(double value) {
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    if (value == 0) return std::signbit(value) ? "-0" : "0";
    for (int denominator = 1; denominator <= 1024; denominator *= 2) {
        const double numerator = value * denominator;
        if (numerator != std::trunc(numerator) || std::abs(numerator) > 1e6) continue;
        const std::string text = std::to_string(static_cast<long>(numerator));
        return denominator == 1 ? text : text + "/" + std::to_string(denominator);
    }
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%a", value);
    return buffer;
}

double exact_value(const std::string& text) {
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
    const auto parse = [&](const std::string& part) {
        std::size_t used = 0;
        double value = 0;
        try {
            value = std::stod(part, &used);
        } catch (const std::exception&) {
            used = 0;
        }
        if (used == 0 || used != part.size() || !std::isfinite(value))
            throw std::invalid_argument("expected a number (hexfloat, decimal or p/q), found \"" + text + "\"");
        return value;
    };
    const auto slash = text.find('/');
    if (slash == std::string::npos) return parse(text);
    const double numerator = parse(text.substr(0, slash)), denominator = parse(text.substr(slash + 1));
    const double value = numerator / denominator;
    int exponent = 0;
    if (denominator <= 0 || std::frexp(denominator, &exponent) != 0.5)
        throw std::invalid_argument("expected a fraction whose denominator is a power of two, found \"" + text + "\"");
    return value;
}

namespace {

// One walk over the fields of each family serves writing, reading and rounding.

template <class Visitor> void visit_fields(DeviceParameters& device, Visitor&& v) {
    v("response", device.response);
    for (const auto& [name, value] : parameters_of(device.response)) v(name, device.*value);
}
template <class Visitor> void visit_fields(DeviceInstance& i, Visitor&& v) {
    visit_fields(i.device, v);
    v("weight", i.weight);
    v("increments", i.increments);
}
template <class Visitor> void visit_fields(PulsesInstance& i, Visitor&& v) {
    visit_fields(i.device, v);
    v("weight", i.weight);
    v("increment", i.increment);
    v("pulse_size", i.pulse_size);
    v("cycle_noise", i.cycle_noise);
    v("draws", i.draws);
}
template <class Visitor> void visit_fields(VectorsInstance& i, Visitor&& v) { v("vectors", i.vectors); }
template <class Visitor> void visit_fields(ParametersInstance& i, Visitor&& v) { v("values", i.values); }
template <class Visitor> void visit_fields(IncrementsInstance& i, Visitor&& v) { v("increments", i.increments); }
template <class Visitor> void visit_fields(ScheduleInstance& i, Visitor&& v) {
    v("stages", i.stages);
    v("micro_batches", i.micro_batches);
    v("count", i.count);
}
template <class Visitor> void visit_fields(PipelineInstance& i, Visitor&& v) {
    v("activations", i.activations);
    v("loss", i.loss);
    v("weights", i.weights);
    v("other_weights", i.other_weights);
    v("inputs", i.inputs);
    v("targets", i.targets);
    v("tau", i.tau);
    v("learning_rate", i.learning_rate);
    v("young", i.young);
    v("saturation_bound", i.saturation_bound);
    v("micro_batches", i.micro_batches);
    v("order", i.order);
    v("a_posteriori", i.a_posteriori);
}

template <class Visitor> void visit_fields(ArrayInstance& i, Visitor&& v) {
    v("shape", i.shape);
    if (is_over_samples(i.shape)) {
        v("rows", i.rows);
        v("targets", i.targets);
    } else {
        v("curvatures", i.curvatures);
        v("mirror", i.mirror);
        v("noise", i.noise);
        v("odds", i.odds);
    }
    v("minimum", i.minimum);
    v("device", i.device);
    v("residual_device", i.residual_device);
    v("weight", i.weight);
    v("residual", i.residual);
    v("alpha", i.alpha);
    v("beta", i.beta);
    v("gamma", i.gamma);
    v("steps", i.steps);
}

struct Writer {
    Json& json;

    static Json write(double x) { return exact_text(x); }
    static Json write(int x) { return x; }
    static Json write(bool x) { return x; }
    static Json write(const std::string& x) { return x; }
    static Json write(Activation x) { return name_of(activation_names, x); }
    static Json write(Loss x) { return name_of(loss_names, x); }
    static Json write(Shape x) { return name_of(shape_names, x); }
    static Json write(DeviceParameters x) {
        Json object;
        visit_fields(x, Writer{object});
        return object;
    }
    template <class T> static Json write(const std::vector<T>& list) {
        Json array = Json::array();
        for (const auto& item : list) array.push_back(write(item));
        return array;
    }
    static Json write(const std::vector<std::pair<std::string, double>>& values) {
        Json object = Json::object();
        for (const auto& [name, value] : values) object[name] = write(value);
        return object;
    }
    template <class T> void operator()(const char* key, const T& field) { json[key] = write(field); }
};

/// Steps, micro-batches and whatever else is counted: far beyond every instance that is drawn, and soon gone through.
constexpr int most_of_anything = 1000;

struct Reader {
    const Json& json;

    [[noreturn]] static void fail(const std::string& key, const std::string& expected, const Json& found) {
        throw std::invalid_argument("key \"" + key + "\": expected " + expected + ", found " + found.dump());
    }
    static void read(const std::string& key, const Json& j, double& x) {
        if (j.is_number()) {
            x = j.get<double>();
        } else if (j.is_string()) {
            try {
                x = exact_value(j.get<std::string>());
            } catch (const std::invalid_argument& error) {
                throw std::invalid_argument("key \"" + key + "\": " + error.what());
            }
        } else {
            fail(key, "a number", j);
        }
        if (!std::isfinite(x) && !key.ends_with("tau")) fail(key, "a finite number", j);  // τ = ∞: digital weights
    }
    static void read(const std::string& key, const Json& j, int& x) {
        if (!j.is_number_integer() || j.get<std::int64_t>() < 0 || j.get<std::int64_t>() > most_of_anything)
            fail(key, "a whole number up to " + std::to_string(most_of_anything), j);
        x = j.get<int>();
    }
    static void read(const std::string& key, const Json& j, bool& x) {
        if (!j.is_boolean()) fail(key, "true or false", j);
        x = j.get<bool>();
    }
    static void read(const std::string& key, const Json& j, std::string& x) {
        if (!j.is_string()) fail(key, "a string", j);
        x = j.get<std::string>();
    }
    template <class E, std::size_t N>
    static void read_name(const std::string& key, const Json& j, E& x,
                          const std::array<std::pair<E, std::string_view>, N>& names) {
        const auto value = j.is_string() ? from_name(names, j.get<std::string>()) : std::nullopt;
        std::string expected = "one of";
        for (const auto& [unused, name] : names) expected += " " + std::string(name);
        if (!value) fail(key, expected, j);
        x = *value;
    }
    static void read(const std::string& key, const Json& j, Activation& x) { read_name(key, j, x, activation_names); }
    static void read(const std::string& key, const Json& j, Loss& x) { read_name(key, j, x, loss_names); }
    static void read(const std::string& key, const Json& j, Shape& x) { read_name(key, j, x, shape_names); }
    static void read(const std::string& key, const Json& j, DeviceParameters& x) {
        if (!j.is_object()) fail(key, "a device", j);
        visit_fields(x, Reader{j});
    }
    template <class T> static void read(const std::string& key, const Json& j, std::vector<T>& list) {
        if (!j.is_array()) fail(key, "a list", j);
        list.clear();
        for (const auto& item : j) {
            T value{};
            read(key, item, value);
            list.push_back(std::move(value));
        }
    }
    static void read(const std::string& key, const Json& j, std::vector<std::pair<std::string, double>>& values) {
        if (!j.is_object()) fail(key, "an object of numbers", j);
        values.clear();
        for (const auto& [name, item] : j.items()) {
            values.emplace_back(name, 0.0);
            read(key + "." + name, item, values.back().second);
        }
    }
    template <class T> void operator()(const char* key, T& field) {
        if (!json.contains(key)) throw std::invalid_argument("key \"" + std::string(key) + "\" is missing");
        read(key, json[key], field);
    }
};

struct ToFloat {
    static void round(double& x) { x = static_cast<double>(static_cast<float>(x)); }
    template <class T> static void round(T&) {}
    template <class T> static void round(std::vector<T>& list) {
        for (auto& item : list) round(item);
    }
    static void round(std::pair<std::string, double>& value) { round(value.second); }
    static void round(DeviceParameters& device) { visit_fields(device, ToFloat{}); }
    template <class T> void operator()(const char*, T& field) { round(field); }
};

/// Collects the continuous numbers of an instance. What kind of device, objective or loss an instance has stands before
/// the numbers that depend on it.
struct NumberCollector {
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    using Domain = std::pair<double, double>;
    std::vector<ContinuousNumber> numbers;
    int fields = 0;
    bool whole_exponents = false, classes = false;

    /// Weights, signals and what is added to them may have any sign; every other number is a size.
    static Domain domain(std::string_view key) {
        constexpr double positive = std::numeric_limits<double>::min();
        if (key == "c") return {-1, 1};
        if (key == "tau_min") return {-infinity, -positive};
        for (const std::string_view divisor : {"tau", "tau_max", "gamma", "gamma_plus", "gamma_minus", "pulse_size", "young",
                                               "curvatures", "odds"})
            if (key == divisor) return {positive, infinity};
        for (const std::string_view size : {"cycle_noise", "learning_rate", "saturation_bound", "alpha", "beta"})
            if (key == size) return {0, infinity};
        return {-infinity, infinity};
    }
    void add(double& x, Domain domain) {
        if (std::isfinite(x)) numbers.push_back({&x, domain.first, domain.second, fields});
    }
    template <class T> void add(std::vector<T>& list, Domain domain) {
        for (auto& item : list) add(item, domain);
    }

    template <class T> void operator()(const char*, T&) {}
    void operator()(const char*, std::string& response) { whole_exponents = response.ends_with("power"); }
    void operator()(const char*, Shape& shape) { classes = shape == Shape::softmax_regression; }
    void operator()(const char*, Loss& loss) { classes = loss == Loss::softmax_cross_entropy; }
    void operator()(const char*, DeviceParameters& device) {
        visit_fields(device, *this);
        whole_exponents = false;
    }
    void operator()(const char* key, double& x) {
        ++fields;
        if (!(whole_exponents && std::string_view(key).starts_with("gamma"))) add(x, domain(key));
    }
    template <class T>
        requires std::is_same_v<T, Numbers> || std::is_same_v<T, Table> || std::is_same_v<T, std::vector<Table>>
    void operator()(const char* key, T& list) {
        ++fields;
        if (!(classes && std::string_view(key) == "targets")) add(list, domain(key));
    }
    /// A parameter keeps the sign that it was drawn with. Some of them count.
    void operator()(const char*, std::vector<std::pair<std::string, double>>& values) {
        for (auto& [name, x] : values) {
            ++fields;
            if (!is_count(name)) add(x, {x > 0 ? 0 : -infinity, x < 0 ? 0 : infinity});
        }
    }
};

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

/// The cross-entropy is one of classes only.
void check_classes(const Table& targets) {
    for (const auto& target : targets)
        if (std::count(target.begin(), target.end(), 1.0) != 1 ||
            std::count(target.begin(), target.end(), 0.0) + 1 != std::ssize(target))
            fail("key \"targets\": expected one-hot targets for softmax_cross_entropy, found " + Writer::write(target).dump());
}
/// Dimensions must chain before anything computes with them.
void check_shapes(const PipelineInstance& i) {
    if (i.weights.empty()) fail("key \"weights\": expected at least one layer, found none");
    if (i.activations.size() != i.weights.size())
        fail("key \"activations\": expected one for each of " + std::to_string(i.weights.size()) + " layers, found " +
             std::to_string(i.activations.size()));
    const auto check_tuple = [&](const std::vector<Table>& tuple, const std::string& key) {
        if (tuple.size() != i.weights.size()) fail("key \"" + key + "\": expected as many layers as \"weights\"");
        std::size_t width = i.inputs.empty() ? 0 : i.inputs.front().size();
        for (const auto& table : tuple) {
            if (table.empty()) fail("key \"" + key + "\": expected rows, found an empty layer");
            for (const auto& row : table)
                if (row.size() != width || width == 0)
                    fail("key \"" + key + "\": expected rows of " + std::to_string(width) + " entries, found " +
                         std::to_string(row.size()));
            width = table.size();
        }
        for (const auto& target : i.targets)
            if (target.size() != width)
                fail("key \"targets\": expected " + std::to_string(width) + " entries, found " + std::to_string(target.size()));
    };
    if (i.inputs.empty() || i.inputs.size() != i.targets.size())
        fail("keys \"inputs\" and \"targets\": expected equally many samples, at least one, found " +
             std::to_string(i.inputs.size()) + " and " + std::to_string(i.targets.size()));
    for (const auto& input : i.inputs)
        if (input.size() != i.inputs.front().size()) fail("key \"inputs\": expected samples of equal length");
    check_tuple(i.weights, "weights");
    if (!i.other_weights.empty()) check_tuple(i.other_weights, "other_weights");
    if (i.loss == Loss::softmax_cross_entropy) check_classes(i.targets);
    if (i.order.size() > most_of_anything)
        fail("key \"order\": expected at most " + std::to_string(most_of_anything) + " samples, found " +
             std::to_string(i.order.size()));
    for (const int sample : i.order)
        if (static_cast<std::size_t>(sample) >= i.inputs.size())
            fail("key \"order\": expected samples below " + std::to_string(i.inputs.size()) + ", found " + std::to_string(sample));
    if (!(i.tau > 0)) fail("key \"tau\": expected a positive number, found " + exact_text(i.tau));
    if (!(i.learning_rate >= 0)) fail("key \"learning_rate\": expected a number >= 0, found " + exact_text(i.learning_rate));
    if (i.micro_batches < 1) fail("key \"micro_batches\": expected at least 1, found " + std::to_string(i.micro_batches));
}
/// The family of a device and the signs that its formulas divide by; `of`: where the device stands, "residual_device.".
void check_device(const DeviceParameters& device, const std::string& of = "") {
    if (!make_response<double>(device))
        fail("key \"" + of + "response\": expected a response family, found \"" + device.response + "\"");
    const bool power = device.response.ends_with("power");
    for (const auto& [name, parameter] : parameters_of(device.response)) {
        const std::string_view key = name;
        const double value = device.*parameter;
        const auto expect = [&](bool met, const std::string& what) {
            if (!met) fail("key \"" + of + name + "\": expected " + what + ", found " + exact_text(value));
        };
        if (key == "tau_min") expect(value < 0, "a negative number");
        else if (key.starts_with("tau")) expect(value > 0, "a positive number");
        else if (key.starts_with("gamma") && power)
            expect(value == std::trunc(value) && value >= 1 && value <= most_of_anything,
                   "a whole number from 1 to " + std::to_string(most_of_anything));
        else if (key.starts_with("gamma")) expect(value > 0, "a positive number");
    }
}
void check_shapes(const PulsesInstance& i) {
    check_device(i.device);
    if (!(i.pulse_size > 0)) fail("key \"pulse_size\": expected a positive number, found " + exact_text(i.pulse_size));
}
void check_shapes(const DeviceInstance& i) {
    check_device(i.device);
    if (i.increments.empty()) fail("key \"increments\": expected at least one, found none");
}
void check_shapes(const VectorsInstance& i) {
    for (const auto& v : i.vectors)
        if (v.size() != i.vectors.front().size()) fail("key \"vectors\": expected vectors of equal length");
}
void check_shapes(const ScheduleInstance& i) {
    if (i.stages < 1 || i.micro_batches < 1 || i.count < 1)
        fail("keys \"stages\", \"micro_batches\", \"count\": expected at least 1 each");
    // Every stage is asked in every cycle, and without a pipeline there are 2 stages x count of them.
    constexpr int most_stages = 64;
    if (i.stages > most_stages)
        fail("key \"stages\": expected at most " + std::to_string(most_stages) + ", found " + std::to_string(i.stages));
}
void check_samples(const ArrayInstance& i) {
    const std::size_t dimension = i.weight.size(), width = i.rows.empty() ? 0 : i.rows.front().size();
    const bool classes = i.shape == Shape::softmax_regression;
    if (width == 0) fail("key \"rows\": expected at least one row with entries");
    for (const auto& row : i.rows)
        if (row.size() != width || (classes ? dimension % width != 0 : dimension != width))
            fail("key \"rows\": expected rows of equal length, " + std::string(classes ? "a divisor of" : "that of") +
                 " \"weight\", found " + std::to_string(row.size()) + " entries");
    if (i.targets.size() != i.rows.size()) fail("key \"targets\": expected one for each of \"rows\"");
    for (const double target : i.targets)
        if (classes && !(target >= 0 && target == std::trunc(target) && target * static_cast<double>(width) < static_cast<double>(dimension)))
            fail("key \"targets\": expected classes below " + std::to_string(dimension / width) + ", found " + exact_text(target));
}
void check_shapes(const ArrayInstance& i) {
    const std::size_t dimension = i.weight.size();
    if (dimension == 0) fail("key \"weight\": expected at least one entry, found none");
    const auto check = [&](const char* key, const Numbers& list, bool may_be_empty) {
        if (list.size() != dimension && !(may_be_empty && list.empty()))
            fail("key \"" + std::string(key) + "\": expected " + std::to_string(dimension) +
                 " entries as in \"weight\", found " + std::to_string(list.size()));
    };
    if (is_over_samples(i.shape)) check_samples(i);
    else
        check("curvatures", i.curvatures, false);
    check("mirror", i.mirror, true);
    check("minimum", i.minimum, false);
    check("residual", i.residual, false);
    for (const auto& outcome : i.noise) check("noise", outcome, false);
    if (i.odds.size() != i.noise.size()) fail("key \"odds\": expected one for each outcome of \"noise\"");
    for (const double odds : i.odds)
        if (!(odds > 0)) fail("key \"odds\": expected positive numbers, found " + exact_text(odds));
    if (!i.mirror.empty() && std::all_of(i.mirror.begin(), i.mirror.end(), [](double x) { return x == 0; }))
        fail("key \"mirror\": expected a vector other than 0");
    // Every claim speaks of rates and curvatures of these signs alone, and few ask for them.
    for (const auto& [key, rate] : {std::pair("alpha", i.alpha), std::pair("beta", i.beta)})
        if (!(rate >= 0)) fail("key \"" + std::string(key) + "\": expected a number >= 0, found " + exact_text(rate));
    if (!(i.gamma > 0)) fail("key \"gamma\": expected a positive number, found " + exact_text(i.gamma));
    for (const double curvature : i.curvatures)
        if (!(curvature > 0)) fail("key \"curvatures\": expected positive numbers, found " + exact_text(curvature));
    if (i.steps < 1) fail("key \"steps\": expected at least 1, found " + std::to_string(i.steps));
    check_device(i.device, "device.");
    check_device(i.residual_device, "residual_device.");
}
void check_shapes(const ParametersInstance& i) {
    for (const auto& [name, value] : i.values)
        if (is_count(name) && !(value >= 0 && value <= most_of_anything && value == std::trunc(value)))
            fail("key \"values." + name + "\": expected a whole number up to " + std::to_string(most_of_anything) + ", found " +
                 exact_text(value));
}
void check_shapes(const IncrementsInstance& i) {
    if (i.increments.empty()) fail("key \"increments\": expected at least one step, found none");
    if (i.increments.front().empty()) fail("key \"increments\": expected at least one layer, found none");
    for (const auto& step : i.increments)
        if (step.size() != i.increments.front().size()) fail("key \"increments\": expected as many layers in every step");
}

template <class T>
bool read_family(const Json& json, Instance& instance) {
    if (json["family"] != T::family) return false;
    T read;
    visit_fields(read, Reader{json});
    check_shapes(read);
    instance = std::move(read);
    return true;
}

}  // namespace

Json to_json(const Instance& instance) {
    return std::visit(
        []<class T>(T copy) {
            Json json;
            json["family"] = T::family;
            visit_fields(copy, Writer{json});
            return json;
        },
        instance);
}

Instance instance_from_json(const Json& json) {
    if (!json.is_object() || !json.contains("family"))
        throw std::invalid_argument("key \"family\" is missing: expected an instance");
    Instance instance;
    const bool known = read_family<DeviceInstance>(json, instance) || read_family<PulsesInstance>(json, instance) ||
                       read_family<VectorsInstance>(json, instance) ||
                       read_family<ParametersInstance>(json, instance) ||
                       read_family<IncrementsInstance>(json, instance) ||
                       read_family<ScheduleInstance>(json, instance) || read_family<PipelineInstance>(json, instance) ||
                       read_family<ArrayInstance>(json, instance);
    if (!known)
        throw std::invalid_argument("key \"family\": expected device, pulses, vectors, parameters, increments, schedule, "
                                    "pipeline or array, found " + json["family"].dump());
    return instance;
}

bool is_count(std::string_view parameter) {
    for (const std::string_view count : {"D", "n", "steps", "slots", "layers", "micro_batches"})
        if (parameter == count) return true;
    return false;
}

std::vector<ContinuousNumber> continuous_numbers(Instance& instance) {
    NumberCollector collector;
    std::visit([&](auto& family) { visit_fields(family, collector); }, instance);
    return std::move(collector.numbers);
}

bool in_domain(Instance instance) {
    const auto numbers = continuous_numbers(instance);
    return std::all_of(numbers.begin(), numbers.end(),
                       [](const ContinuousNumber& number) { return number.low <= *number.value && *number.value <= number.high; });
}

Instance rounded_to_float(Instance instance) {
    std::visit([](auto& family) { visit_fields(family, ToFloat{}); }, instance);
    return instance;
}

}  // namespace aimcert
