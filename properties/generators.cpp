#include "properties/generators.hpp"

#include "core/device/pulse.hpp"
#include "properties/shrink.hpp"
#include "properties/simplicity.hpp"

#include <bit>
#include <cmath>
#include <cstring>

namespace aimcert {

double Source::uniform(double low, double high) {
    const double unit = static_cast<double>(random_.next() >> 11) * 0x1p-53;
    return std::min(high, low + (high - low) * unit);
}

double Source::log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }

int Source::integer(int low, int high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>(random_.next() % span);
}

double Source::within(double bound) {
    const double sign = chance(0.5) ? 1 : -1;
    switch (integer(0, 19)) {
        case 0: return 0;
        case 1: return sign * bound;
        case 2: return sign * std::nextafter(bound, 0.0);
        case 3: return sign * bound / 2;
        case 4: return sign * bound * 0x1p-40;
        case 5: return sign * 0x1p-1070;
        default: return uniform(-bound, bound);
    }
}

double Source::range() {
    switch (integer(0, 9)) {
        case 0: return 1;
        case 1: return std::ldexp(1.0, integer(-3, 3));
        case 2: return chance(0.5) ? 0x1p-100 : 0x1p100;
        default: return log_uniform(0.1, 10);
    }
}

int complexity(double x) {
    if (x == 0) return 0;
    if (!std::isfinite(x)) return 1;
    int exponent = 0;
    const double mantissa = std::frexp(std::abs(x), &exponent);
    const int digits = 53 - std::countr_zero(static_cast<std::uint64_t>(std::ldexp(mantissa, 53)));
    return 8 * digits + std::abs(exponent - 1) + (x < 0 ? 1 : 0);
}

Numbers simpler(double x) {
    Numbers candidates;
    const auto propose = [&](double candidate) {
        if (complexity(candidate) < complexity(x)) candidates.push_back(candidate);
    };
    const double sign = x < 0 ? -1 : 1;
    propose(0);
    for (const double value : {1.0, 0.5, 2.0, 0.25, 4.0, 0.125, 8.0, 0x1p-4, 0x1p-5, 0x1p-6, 3.0, 0.75, 1.5, 0.625})
        propose(sign * value);
    propose(-x);
    if (x == 0 || !std::isfinite(x)) return candidates;
    int exponent = 0;
    std::frexp(x, &exponent);
    for (const int digits : {1, 2, 3, 4, 5, 6, 8, 16, 30}) {
        const double unit = std::ldexp(1.0, exponent - digits);
        if (unit == 0) continue;  // below the smallest subnormal there are no digits
        const double lower = std::trunc(x / unit) * unit;
        for (const double candidate : {lower, lower + sign * unit})
            if (std::isfinite(candidate)) propose(candidate);
    }
    return candidates;
}

std::vector<Numbers> simpler_entries(const Numbers& list) {
    std::vector<Numbers> lists;
    for (std::size_t i = 0; i < list.size(); ++i)
        for (const double value : simpler(list[i])) {
            lists.push_back(list);
            lists.back()[i] = value;
        }
    return lists;
}

const std::vector<std::string> all_response_families{
    "ideal", "ald", "linear_step", "shifted_linear", "power", "two_sided_power", "exponential", "two_sided_exponential"};

DeviceParameters draw_device(Source& source, const std::vector<std::string>& families) {
    DeviceParameters p;
    p.response = source.pick(families);
    p.tau = source.range();
    // The two ends of a range are within a factor of each other: an exponential response overflows across 2^100.
    p.tau_max = p.tau * source.log_uniform(0.25, 4);
    p.tau_min = -p.tau * source.log_uniform(0.25, 4);
    if (p.response == "ald" && source.chance(0.6)) p.w0 = source.within(p.tau);
    if (p.response == "shifted_linear") p.c = source.uniform(-0.95, 0.95);
    p.gamma = p.response == "power" ? source.integer(1, 4) : source.uniform(0.1, 4);
    const bool whole = p.response == "two_sided_power";
    p.gamma_plus = whole ? source.integer(1, 4) : source.uniform(0.1, 4);
    p.gamma_minus = whole ? source.integer(1, 4) : source.uniform(0.1, 4);
    return p;
}

double draw_weight(Source& source, const DeviceParameters& device) {
    const auto [low, high] = weight_range(device);
    if (!std::isfinite(low)) return source.within(device.tau);
    if (source.chance(0.05)) return device.w0;
    if (source.chance(0.05)) return source.chance(0.5) ? low : high;
    const double middle = 0.5 * (low + high);
    return std::clamp(middle + source.within(0.5 * (high - low)), low, high);
}

namespace {

/// Each simpler value of one field, put into a copy.
template <class T, class Access>
void simplify(std::vector<T>& list, const T& instance, Access access) {
    T copy = instance;
    const double value = access(copy);
    for (const double candidate : simpler(value)) {
        access(copy) = candidate;
        list.push_back(copy);
    }
}

}  // namespace

std::vector<DeviceInstance> simpler_devices(const DeviceInstance& instance) {
    std::vector<DeviceInstance> list;
    const DeviceParameters& device = instance.device;
    for (const auto& [name, parameter] : parameters_of(device.response)) {
        const std::string_view parameter_name = name;
        const double value = device.*parameter;
        // Powers have to stay whole, ranges on their side of 0.
        const bool gamma = parameter_name.starts_with("gamma"), range = parameter_name.starts_with("tau");
        for (const double candidate : gamma ? Numbers{1} : simpler(value))
            if (candidate != value && (!range || candidate * value > 0)) {
                list.push_back(instance);
                list.back().device.*parameter = candidate;
            }
    }
    simplify(list, instance, [](DeviceInstance& i) -> double& { return i.weight; });
    for (std::size_t j = 0; j < instance.increments.size(); ++j)
        simplify(list, instance, [j](DeviceInstance& i) -> double& { return i.increments[j]; });
    if (device.response != "ald" && device.response != "ideal") {
        list.push_back(instance);
        list.back().device = {.response = "ald", .tau = std::max(std::abs(instance.weight), device.tau)};
    }
    for (auto& changed : combined_changes(instance)) list.push_back(std::move(changed));
    return simplest_first(std::move(list), instance);
}

rc::Gen<DeviceInstance> device_instances(std::vector<std::string> families, int increments, double increment_bound) {
    return generator<DeviceInstance>(
        [=](Source& source, int) {
            DeviceInstance instance;
            instance.device = draw_device(source, families);
            instance.weight = draw_weight(source, instance.device);
            const auto [low, high] = weight_range(instance.device);
            const double span = std::isfinite(high) ? std::min(-low, high) : instance.device.tau;
            const double reach = span > 0 ? span : instance.device.tau;
            for (int i = 0; i < increments; ++i) instance.increments.push_back(source.within(increment_bound * reach));
            instance.device = without_unused(instance.device);
            return instance;
        },
        simpler_devices);
}

namespace {

/// A pulse size h that moves a weight by the share L h of its way to the bound, L the larger Lipschitz constant, and by
/// L h pulses <= 8 in a train: beyond e^-8 of the way nothing is left to be seen.
double draw_pulse_size(Source& source, const DeviceParameters& device, double pulses) {
    const auto steepest = [&](const auto& response) {
        const auto lipschitz = response_lipschitz(response);
        return std::max(lipschitz.plus, lipschitz.minus);
    };
    const double slope = std::visit(steepest, *make_response<double>(device));
    const double share = std::min(source.chance(0.1) ? 1 : source.log_uniform(0.005, 1), 8 / std::max(pulses, 1.0));
    return share * (slope > 0 ? 1 / slope : device.tau);
}

/// Draws of mean 0 and variance 1: a coin, its worst case, or uniform on ±√3.
Numbers draw_noise(Source& source, int count) {
    const int kind = source.integer(0, 2);
    const double side = source.chance(0.5) ? 1 : -1;
    Numbers draws;
    for (int i = 0; i < count; ++i)
        draws.push_back(kind == 0 ? (source.chance(0.5) ? 1.0 : -1.0)
                        : kind == 1 ? side
                                    : source.uniform(-std::sqrt(3.0), std::sqrt(3.0)));
    return draws;
}

}  // namespace

std::vector<PulsesInstance> simpler_pulses(const PulsesInstance& instance) {
    std::vector<PulsesInstance> list;
    for (auto& simpler_device : simpler_devices({instance.device, instance.weight, {instance.increment}}))
        list.push_back({simpler_device.device, simpler_device.weight, simpler_device.increments[0], instance.pulse_size,
                        instance.cycle_noise, instance.draws});
    PulsesInstance copy = instance;
    if (instance.draws.size() > 1) {
        copy.draws.pop_back();
        list.push_back(copy);
        copy.draws = instance.draws;
    }
    for (const double size : simpler(instance.pulse_size))
        if (size > 0) {
            copy.pulse_size = size;
            list.push_back(copy);
        }
    simplify(list, instance, [](PulsesInstance& i) -> double& { return i.cycle_noise; });
    for (std::size_t j = 0; j < instance.draws.size(); ++j)
        simplify(list, instance, [j](PulsesInstance& i) -> double& { return i.draws[j]; });
    return list;
}

rc::Gen<PulsesInstance> pulses_instances(std::vector<std::string> families, int pulses) {
    return generator<PulsesInstance>(
        [=](Source& source, int) {
            PulsesInstance instance;
            instance.device = draw_device(source, families);
            instance.weight = draw_weight(source, instance.device);
            const double count = source.integer(source.chance(0.05) ? 0 : 1, pulses);
            instance.pulse_size = draw_pulse_size(source, instance.device, count);
            const double missing = count == 0 || source.chance(0.3) ? 0 : source.within(1);
            const double side = source.chance(0.5) ? 1 : -1;
            instance.increment = side * (count - std::abs(missing)) * instance.pulse_size;
            if (source.chance(0.7)) instance.cycle_noise = source.uniform(0, 0.5);
            instance.draws = draw_noise(source, pulse_count(instance.increment, instance.pulse_size));
            instance.device = without_unused(instance.device);
            return instance;
        },
        simpler_pulses);
}

std::vector<VectorsInstance> simpler_vectors(const VectorsInstance& instance) {
    std::vector<VectorsInstance> list;
    const std::size_t length = instance.vectors.empty() ? 0 : instance.vectors.front().size();
    for (std::size_t drop = 0; length > 1 && drop < length; ++drop) {
        VectorsInstance copy = instance;
        for (auto& v : copy.vectors) v.erase(v.begin() + static_cast<std::ptrdiff_t>(drop));
        list.push_back(copy);
    }
    for (std::size_t i = 0; i < instance.vectors.size(); ++i)
        for (auto& entries : simpler_entries(instance.vectors[i])) {
            VectorsInstance copy = instance;
            copy.vectors[i] = std::move(entries);
            list.push_back(std::move(copy));
        }
    return list;
}

}  // namespace aimcert
