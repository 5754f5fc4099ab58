#include "properties/array/generator.hpp"

#include "properties/array/tree.hpp"
#include "properties/simplicity.hpp"

#include <cmath>

namespace aimcert {
namespace {

/// Two values of mean 0, half of them skewed by up to 1 to 15.
Law draw_two_points(Source& source, double scale) {
    const bool skewed = source.chance(0.5);
    const double up = skewed ? source.integer(1, 15) : 1, down = skewed ? source.integer(1, 15) : 1;
    const double unit = scale * source.uniform(0, 1) / (up + down);
    return {{unit * down, up}, {-unit * up, down}};
}

/// -v, 0, v with odds a : b : a.
Law draw_three_points(Source& source, double scale) {
    const double v = scale * source.uniform(0, 1);
    const double outer = source.integer(1, 3), middle = source.integer(1, 6);
    return {{-v, outer}, {0, middle}, {v, outer}};
}

void draw_noise(Source& source, ArrayInstance& i, double scale) {
    const auto independent = [&](auto draw_law) {
        std::vector<Law> laws;
        for (std::size_t d = 0; d < i.weight.size(); ++d) laws.push_back(draw_law(source, scale));
        make_independent_noise(i, laws);
    };
    switch (source.integer(0, 4)) {
        case 0: return;  // none
        case 1: {        // a few outcomes, like a finite set of samples
            const int outcomes = source.integer(2, 4);
            for (int n = 0; n < outcomes; ++n) {
                i.odds.push_back(source.integer(1, 4));
                auto& outcome = i.noise.emplace_back();
                for (std::size_t d = 0; d < i.weight.size(); ++d) outcome.push_back(source.within(scale));
            }
            return;
        }
        case 2: {  // one coordinate
            independent(draw_two_points);
            const auto kept = static_cast<std::size_t>(source.integer(0, static_cast<int>(i.weight.size()) - 1));
            for (auto& outcome : i.noise)
                for (std::size_t d = 0; d < outcome.size(); ++d)
                    if (d != kept) outcome[d] = 0;
            return;
        }
        case 3: return independent(draw_three_points);
        default: independent(draw_two_points);
    }
}

double half_range(const DeviceParameters& device) {
    const auto [low, high] = weight_range(device);
    return std::isfinite(low) ? (high - low) / 2 : device.tau;
}

}  // namespace

void make_independent_noise(ArrayInstance& i, const std::vector<Law>& laws) {
    i.noise = {Numbers(i.weight.size(), 0)};
    i.odds = {1};
    for (std::size_t d = 0; d < laws.size(); ++d) {
        Table noise;
        Numbers odds;
        for (std::size_t n = 0; n < i.noise.size(); ++n)
            for (const auto& [value, share] : laws[d]) {
                noise.push_back(i.noise[n]);
                noise.back()[d] = value;
                odds.push_back(i.odds[n] * share);
            }
        i.noise = std::move(noise);
        i.odds = std::move(odds);
    }
}

Law skewed_law(double v, int skew) { return {{v * skew, 1}, {-v / skew, skew * skew}}; }

rc::Gen<ArrayInstance> array_instances(const ArrayShape& shape) {
    const auto draw = [shape](Source& source, int) {
        ArrayInstance i;
        i.shape = source.pick(shape.objectives);
        i.device = draw_device(source, shape.devices);
        i.residual_device = draw_device(source, shape.residual_devices);
        // Softmax regression on two inputs needs four weights.
        const bool wide = i.shape == Shape::softmax_regression && shape.dimension > 2 && source.chance(0.3);
        const int dimension = wide ? 4 : source.integer(1, shape.dimension);
        const double largest = source.chance(0.3) ? 1 : source.log_uniform(0.1, 10);
        const bool equal = source.chance(0.3);
        for (int d = 0; d < dimension; ++d) {
            i.weight.push_back(draw_weight(source, i.device));
            i.residual.push_back(draw_weight(source, i.residual_device));
            const double reach = half_range(i.device);
            i.minimum.push_back(source.chance(0.2) ? i.weight.back() : i.weight.back() + source.within(reach));
            if (!is_over_samples(i.shape))
                i.curvatures.push_back(d == 0 || equal ? largest : largest * source.log_uniform(0.05, 1));
        }
        const double noise_scale = shape.noisy ? largest * half_range(i.device) * source.log_uniform(0.01, 2) : 0;
        if (is_over_samples(i.shape)) {
            draw_samples(source, i, largest, noise_scale);
        } else {
            if (dimension > 1 && source.chance(0.6))
                for (int d = 0; d < dimension; ++d) i.mirror.push_back(source.integer(d == 0 ? 1 : -3, 3));
            if (shape.noisy) draw_noise(source, i, noise_scale);
        }
        const double share = source.chance(0.5) ? 1 - 0x1p-30 : source.log_uniform(0.01, 1);
        i.alpha = share * shape.rate / largest;
        i.beta = source.log_uniform(0.001, 1);
        i.gamma = source.chance(0.3) ? 1 : source.log_uniform(0.05, 20);
        i.steps = source.integer(1, shape.steps);
        while (number_of_runs(i) > largest_array_tree && i.steps > 1) --i.steps;
        i.device = without_unused(i.device);
        i.residual_device = without_unused(i.residual_device);
        return i;
    };
    return generator<ArrayInstance>(draw, simpler_arrays);
}

void make_quadratic(ArrayInstance& i, Numbers curvatures) {
    i.shape = Shape::quadratic;
    i.curvatures = std::move(curvatures);
    for (Numbers* numbers : {&i.mirror, &i.targets}) numbers->clear();
    i.rows.clear();
}

std::vector<ArrayInstance> simpler_arrays(const ArrayInstance& instance) {
    std::vector<ArrayInstance> list;
    const auto propose = [&](auto change) {
        ArrayInstance copy = instance;
        change(copy);
        list.push_back(std::move(copy));
    };
    const std::size_t dimension = instance.weight.size();
    const bool over_samples = is_over_samples(instance.shape);
    if (over_samples) list = simpler_samples(instance);
    for (std::size_t d = 0; !over_samples && dimension > 1 && d < dimension; ++d)
        propose([&](ArrayInstance& i) {
            const auto drop = [&](Numbers& numbers) { numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(d)); };
            for (Numbers* numbers : {&i.curvatures, &i.minimum, &i.weight, &i.residual}) drop(*numbers);
            for (auto& outcome : i.noise) drop(outcome);
            i.mirror.clear();
        });
    if (!instance.mirror.empty()) propose([](ArrayInstance& i) { i.mirror.clear(); });
    if (!over_samples && instance.shape != Shape::quadratic) propose([](ArrayInstance& i) { i.shape = Shape::quadratic; });
    if (instance.steps > 1) {
        propose([](ArrayInstance& i) { i.steps = 1; });
        propose([](ArrayInstance& i) { --i.steps; });
    }
    if (!instance.noise.empty())
        propose([](ArrayInstance& i) {
            i.noise.clear();
            i.odds.clear();
        });
    for (std::size_t n = 0; instance.noise.size() > 2 && n < instance.noise.size(); ++n)
        propose([&](ArrayInstance& i) {
            i.noise.erase(i.noise.begin() + static_cast<std::ptrdiff_t>(n));
            i.odds.erase(i.odds.begin() + static_cast<std::ptrdiff_t>(n));
        });
    for (auto device : {&ArrayInstance::device, &ArrayInstance::residual_device}) {
        if ((instance.*device).response != "ideal")
            propose([&](ArrayInstance& i) { i.*device = DeviceParameters{.response = "ideal"}; });
        for (auto& simpler_device : simpler_devices({instance.*device, 0, {}}))
            propose([&](ArrayInstance& i) { i.*device = simpler_device.device; });
    }
    // f depends on the distance of the two alone.
    for (std::size_t d = 0; d < dimension; ++d)
        if (complexity(instance.minimum[d] - instance.weight[d]) <= complexity(instance.minimum[d]) && instance.weight[d] != 0)
            propose([&](ArrayInstance& i) {
                i.minimum[d] -= i.weight[d];
                i.weight[d] = 0;
            });
    for (std::size_t d = 0; d < dimension; ++d)
        propose([&](ArrayInstance& i) {
            i.weight[d] -= i.minimum[d];
            i.minimum[d] = 0;
        });
    for (Numbers ArrayInstance::*numbers : {&ArrayInstance::weight, &ArrayInstance::residual, &ArrayInstance::minimum})
        for (auto& entries : simpler_entries(instance.*numbers))
            propose([&](ArrayInstance& i) { i.*numbers = std::move(entries); });
    for (Numbers ArrayInstance::*numbers : {&ArrayInstance::curvatures, &ArrayInstance::odds})
        for (auto& entries : simpler_entries(instance.*numbers))
            if (std::all_of(entries.begin(), entries.end(), [](double x) { return x > 0; }))
                propose([&](ArrayInstance& i) { i.*numbers = std::move(entries); });
    for (std::size_t n = 0; n < instance.noise.size(); ++n)
        for (auto& entries : simpler_entries(instance.noise[n]))
            propose([&](ArrayInstance& i) { i.noise[n] = std::move(entries); });
    for (double ArrayInstance::*number : {&ArrayInstance::alpha, &ArrayInstance::beta, &ArrayInstance::gamma})
        for (const double value : simpler(instance.*number))
            if (value > 0) propose([&](ArrayInstance& i) { i.*number = value; });
    for (auto& changed : combined_changes(instance)) list.push_back(std::move(changed));
    return simplest_first(std::move(list), instance);
}

}  // namespace aimcert
