#include "properties/instance.hpp"

#include "properties/continuous_numbers.hpp"
#include "properties/instance_shapes.hpp"

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
    static void round(double& x) {
        constexpr double largest = std::numeric_limits<float>::max();
        if (std::isfinite(x)) x = std::clamp(x, -largest, largest);
        x = static_cast<double>(static_cast<float>(x));
    }
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
