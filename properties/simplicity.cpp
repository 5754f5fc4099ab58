#include "properties/simplicity.hpp"

#include "properties/continuous_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aimcert {
namespace {

int sum_of(const Numbers& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0, [](int sum, double x) { return sum + complexity(x); });
}

int at_bounds(const DeviceParameters& device, const Numbers& weights) {
    constexpr int cost = 6;
    const auto [low, high] = weight_range(device);
    return cost * static_cast<int>(std::count(weights.begin(), weights.end(), low) +
                                   std::count(weights.begin(), weights.end(), high));
}

/// The noise as it acts: its values around their mean, its probabilities.
int of_noise(const Table& noise, const Numbers& odds) {
    if (noise.empty()) return 0;
    constexpr int an_outcome = 60, off_centre = 20, endless = 200;
    const double total = std::accumulate(odds.begin(), odds.end(), 0.0);
    int sum = an_outcome * static_cast<int>(noise.size());
    for (const double weight : odds) sum += complexity(weight) + std::min(complexity(weight / total), endless);
    for (std::size_t d = 0; d < noise.front().size(); ++d) {
        double mean = 0;
        for (std::size_t n = 0; n < noise.size(); ++n) mean += odds[n] / total * noise[n][d];
        if (mean != 0) sum += off_centre;
        for (const auto& outcome : noise) sum += std::min(complexity(outcome[d] - mean), endless);
    }
    return sum;
}

}  // namespace

int complexity(const DeviceParameters& device) {
    constexpr int off_centre = 12;
    int sum = device.response == "ideal" ? 0 : device.response == "ald" ? 20 : 1000;
    for (const auto& parameter : parameters_of(device.response)) {
        const int cost = complexity(device.*parameter.value);
        const std::string_view name = parameter.name;
        sum += name == "tau" ? 2 * cost : name == "w0" && cost > 0 ? cost + off_centre : cost;
    }
    return sum;
}

int complexity(const DeviceInstance& i) {
    return complexity(i.device) + 2 * complexity(i.weight) + sum_of(i.increments) + at_bounds(i.device, {i.weight});
}

int complexity(const ParametersInstance& instance) {
    int sum = 0;
    for (const auto& [name, value] : instance.values) sum += is_count(name) ? static_cast<int>(value) : complexity(value);
    return sum;
}

int complexity(const ArrayInstance& i) {
    constexpr int an_entry = 2000, a_step = 30, a_shape = 300, a_mirror = 500, off_rest = 2;
    int sum = an_entry * static_cast<int>(i.weight.size()) + a_step * i.steps + a_shape * static_cast<int>(i.shape);
    sum += (i.mirror.empty() ? 0 : a_mirror) + sum_of(i.mirror) + 2 * sum_of(i.curvatures) + 2 * sum_of(i.minimum);
    for (const auto& row : i.rows) sum += sum_of(row) + 1;
    sum += sum_of(i.targets) + of_noise(i.noise, i.odds);
    sum += i.weight == i.minimum ? 0 : off_rest;
    sum += complexity(i.device) + sum_of(i.weight) + at_bounds(i.device, i.weight);
    sum += complexity(i.residual_device) + sum_of(i.residual) + at_bounds(i.residual_device, i.residual);
    return sum + complexity(i.alpha) + complexity(i.beta) + complexity(i.gamma);
}

namespace {

/// What one of two numbers may become.
Numbers neighbours(double x) {
    const double sign = x < 0 ? -1 : 1;
    return {0, sign, sign / 2, sign * 2, sign / 4, sign * 4, sign * 0.75, sign * 3, x / 2, x * 2, -x};
}

/// Copies of `instance` in which two of the numbers that numbers_of points to are others, simpler together.
template <class T, class NumbersOf, class Valid>
void propose_pairs(std::vector<T>& list, const T& instance, NumbersOf numbers_of, Valid valid) {
    T copy = instance;
    const std::vector<double*> numbers = numbers_of(copy);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        for (std::size_t j = i + 1; j < numbers.size(); ++j) {
            const double x = *numbers[i], y = *numbers[j];
            for (const double a : neighbours(x))
                for (const double b : neighbours(y)) {
                    if (a == x || b == y || complexity(a) + complexity(b) > complexity(x) + complexity(y)) continue;
                    *numbers[i] = a;
                    *numbers[j] = b;
                    if (valid(copy)) list.push_back(copy);
                }
            *numbers[i] = x;
            *numbers[j] = y;
        }
}

bool is_valid(const DeviceParameters& device) {
    for (const auto& parameter : parameters_of(device.response)) {
        const std::string_view name = parameter.name;
        const double value = device.*parameter.value;
        if (name == "tau_min" ? value >= 0 : name.starts_with("tau") && value <= 0) return false;
        if (name.starts_with("gamma") && (value <= 0 || (device.response.ends_with("power") && value != std::trunc(value))))
            return false;
        if (name == "c" && std::abs(value) >= 1) return false;
    }
    return true;
}

bool is_valid(const DeviceInstance& i) {
    const auto [low, high] = weight_range(i.device);
    return is_valid(i.device) && low <= i.weight && i.weight <= high;
}

bool is_valid(const ArrayInstance& i) {
    const auto positive = [](double x) { return x > 0; };
    return is_valid(i.device) && is_valid(i.residual_device) && std::ranges::all_of(i.curvatures, positive) &&
           std::ranges::all_of(i.odds, positive) && i.alpha > 0 && i.beta > 0 && i.gamma > 0;
}

void append_numbers(std::vector<double*>& list, DeviceParameters& device) {
    for (const auto& parameter : parameters_of(device.response)) list.push_back(&(device.*parameter.value));
}
void append_numbers(std::vector<double*>& list, Numbers& numbers) {
    for (double& number : numbers) list.push_back(&number);
}

std::vector<double*> numbers_of(DeviceInstance& i) {
    std::vector<double*> list;
    append_numbers(list, i.device);
    list.push_back(&i.weight);
    append_numbers(list, i.increments);
    return list;
}

/// Without those of the noise when it has more outcomes than `most_outcomes`.
std::vector<double*> numbers_of(ArrayInstance& i, std::size_t most_outcomes = std::numeric_limits<std::size_t>::max()) {
    std::vector<double*> list;
    append_numbers(list, i.device);
    append_numbers(list, i.residual_device);
    for (Numbers* numbers : {&i.curvatures, &i.minimum, &i.weight, &i.residual}) append_numbers(list, *numbers);
    if (i.noise.size() <= most_outcomes) {
        append_numbers(list, i.odds);
        for (auto& outcome : i.noise) append_numbers(list, outcome);
    }
    for (double* number : {&i.alpha, &i.beta, &i.gamma}) list.push_back(number);
    return list;
}

/// What is measured in units of the weight.
std::vector<double*> lengths_of(DeviceParameters& device) {
    std::vector<double*> list;
    for (const auto& parameter : parameters_of(device.response))
        if (std::string_view name = parameter.name; name.starts_with("tau") || name == "w0")
            list.push_back(&(device.*parameter.value));
    return list;
}
std::vector<double*> lengths_of(DeviceInstance& i) {
    std::vector<double*> list = lengths_of(i.device);
    list.push_back(&i.weight);
    append_numbers(list, i.increments);
    return list;
}
/// The gradient grows with the weights, and the noise with it.
std::vector<double*> lengths_of(ArrayInstance& i) {
    std::vector<double*> list = lengths_of(i.device);
    for (double* length : lengths_of(i.residual_device)) list.push_back(length);
    for (Numbers* numbers : {&i.minimum, &i.weight, &i.residual}) append_numbers(list, *numbers);
    for (auto& outcome : i.noise) append_numbers(list, outcome);
    return list;
}

/// x with so many binary digits.
double rounded(double x, int digits) {
    if (x == 0 || !std::isfinite(x)) return x;
    int exponent = 0;
    std::frexp(x, &exponent);
    const double unit = std::ldexp(1.0, exponent - digits);
    return unit == 0 ? x : std::round(x / unit) * unit;
}

constexpr int largest_exponent = 8;

/// Another unit of weight: a power of two, or the range itself, with what follows from it rounded.
template <class T>
void propose_other_units(std::vector<T>& list, const T& instance, double range) {
    const auto scaled = [&](double factor, int digits) {
        T copy = instance;
        for (double* length : lengths_of(copy)) *length = rounded(*length * factor, digits);
        if (is_valid(copy)) list.push_back(std::move(copy));
    };
    for (int exponent = -largest_exponent; exponent <= largest_exponent; ++exponent)
        if (exponent != 0) scaled(std::ldexp(1.0, exponent), 53);
    for (const int digits : {1, 2, 3, 4, 5, 6, 8, 53}) scaled(1 / range, digits);
}

/// Noise of mean 0 with two outcomes, apart as the first two are, with odds that give short values and probabilities.
void propose_two_outcomes(std::vector<ArrayInstance>& list, const ArrayInstance& instance) {
    if (instance.noise.size() < 2) return;
    for (const double more : {1.0, 2.0, 3.0, 7.0, 15.0})
        for (const bool first : {true, false})
            for (const int digits : {1, 2, 4}) {
                ArrayInstance copy = instance;
                copy.noise.resize(2);
                copy.odds = {first ? 1 : more, first ? more : 1};
                for (std::size_t d = 0; d < copy.weight.size(); ++d) {
                    const double unit = rounded((copy.noise[0][d] - copy.noise[1][d]) / (1 + more), digits);
                    copy.noise[0][d] = unit * copy.odds[1];
                    copy.noise[1][d] = 0 - unit * copy.odds[0];
                }
                for (const double factor : {1.0, 0.5, 0.25}) {  // a step-size rule may count noise and curvature together
                    list.push_back(copy);
                    for (double& curvature : list.back().curvatures) curvature *= factor;
                }
            }
}

/// The same Wbar with all of the way to the minimum in P, and fewer steps with one number halved or doubled.
void propose_other_division(std::vector<ArrayInstance>& list, const ArrayInstance& instance) {
    ArrayInstance other = instance;
    for (std::size_t d = 0; d < other.weight.size(); ++d) {
        other.residual[d] = rounded(other.residual[d] + (other.weight[d] - other.minimum[d]) / other.gamma, 2);
        other.weight[d] = other.minimum[d];
    }
    list.push_back(std::move(other));
    for (const int fewer : {1, 2, instance.steps / 2}) {
        if (fewer == 0 || fewer >= instance.steps) continue;
        ArrayInstance copy = instance;
        copy.steps -= fewer;
        for (double* number : numbers_of(copy)) {
            const double value = *number;
            for (const double factor : {0.25, 0.5, 2.0, 4.0}) {
                *number = value * factor;
                if (is_valid(copy)) list.push_back(copy);
            }
            *number = value;
        }
    }
}

DeviceParameters turned(const DeviceParameters& device) {
    DeviceParameters copy = device;
    copy.w0 = 0 - device.w0;  // 0, not -0
    copy.c = 0 - device.c;
    copy.tau_min = -device.tau_max;
    copy.tau_max = -device.tau_min;
    std::swap(copy.gamma_plus, copy.gamma_minus);
    return without_unused(copy);
}

void turn(Numbers& numbers) {
    for (double& x : numbers) x = 0 - x;
}

}  // namespace

std::vector<DeviceInstance> combined_changes(const DeviceInstance& instance) {
    std::vector<DeviceInstance> list;
    DeviceInstance other = instance;
    other.device = turned(instance.device);
    other.weight = 0 - instance.weight;
    turn(other.increments);
    list.push_back(std::move(other));
    list.push_back(instance);
    list.back().weight /= 2;  // off the bound of the range
    propose_other_units(list, instance, instance.device.tau);
    propose_pairs(list, instance, [](DeviceInstance& i) { return numbers_of(i); }, [](const DeviceInstance& i) { return is_valid(i); });
    return list;
}

std::vector<ArrayInstance> combined_changes(const ArrayInstance& instance) {
    std::vector<ArrayInstance> list;
    ArrayInstance other = instance;
    other.device = turned(instance.device);
    other.residual_device = turned(instance.residual_device);
    for (Numbers* numbers : {&other.minimum, &other.weight, &other.residual}) turn(*numbers);
    for (auto& outcome : other.noise) turn(outcome);
    list.push_back(std::move(other));
    for (const auto numbers : {&ArrayInstance::weight, &ArrayInstance::residual})
        for (std::size_t d = 0; d < instance.weight.size(); ++d) {
            list.push_back(instance);
            (list.back().*numbers)[d] /= 2;  // off the bound of the range
        }
    for (const DeviceParameters* device : {&instance.device, &instance.residual_device})
        propose_other_units(list, instance, device->tau);
    // Another unit of f: rates are its inverse, as far as they multiply a gradient.
    for (int exponent = -largest_exponent; exponent <= largest_exponent; ++exponent)
        for (const auto& rates : {std::vector{&ArrayInstance::alpha}, std::vector{&ArrayInstance::beta},
                                  std::vector{&ArrayInstance::alpha, &ArrayInstance::gamma},
                                  std::vector{&ArrayInstance::beta, &ArrayInstance::gamma}}) {
            if (exponent == 0) continue;
            ArrayInstance copy = instance;
            const double factor = std::ldexp(1.0, exponent);
            for (double& x : copy.curvatures) x *= factor;
            for (auto& outcome : copy.noise)
                for (double& x : outcome) x *= factor;
            for (const auto rate : rates) copy.*rate *= rate == &ArrayInstance::gamma ? factor : 1 / factor;
            list.push_back(std::move(copy));
        }
    propose_two_outcomes(list, instance);
    propose_other_division(list, instance);
    constexpr std::size_t most_outcomes = 9;  // pairs of the numbers of 27 would be 150 000 candidates; some are dropped first
    propose_pairs(list, instance, [](ArrayInstance& i) { return numbers_of(i, most_outcomes); },
                  [](const ArrayInstance& i) { return is_valid(i); });
    return list;
}

std::vector<ParametersInstance> simpler_parameters(const ParametersInstance& instance) {
    std::vector<ParametersInstance> list;
    for (std::size_t i = 0; i < instance.values.size(); ++i) {
        const auto& [name, value] = instance.values[i];
        const double fewer = std::max(value - 1, 0.0);
        for (const double candidate : is_count(name) ? Numbers{0, 1, 2, std::trunc(value / 2), fewer} : simpler(value)) {
            list.push_back(instance);
            list.back().values[i].second = candidate;
        }
    }
    const auto numbers = [](ParametersInstance& i) {
        std::vector<double*> pointers;
        for (auto& [name, value] : i.values)
            if (!is_count(name)) pointers.push_back(&value);
        return pointers;
    };
    propose_pairs(list, instance, numbers, [](const ParametersInstance&) { return true; });
    return simplest_first(std::move(list), instance);
}

}  // namespace aimcert
