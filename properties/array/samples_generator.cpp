#include "properties/array/generator.hpp"

#include "properties/array/objective.hpp"

#include <cmath>

namespace aimcert {
namespace {

/// The square of the row is nothing to a double.
bool vanishes(const Numbers& row) {
    return std::all_of(row.begin(), row.end(), [](double x) { return std::abs(x) < 0x1p-400; });
}

void draw_rows(Source& source, ArrayInstance& i, std::size_t width) {
    const bool orthogonal = source.chance(0.3), equal = !orthogonal && source.chance(0.3);
    const int count = source.integer(1, i.shape == Shape::least_squares ? 3 : 4);
    for (int n = 0; n < count; ++n) {
        Numbers row(width, 0);
        if (equal && n > 0) row = i.rows.front();
        else if (orthogonal) row[static_cast<std::size_t>(n) % width] = source.uniform(0.1, 1);
        else
            for (double& x : row) x = source.within(1);
        if (std::all_of(row.begin(), row.end(), [](double x) { return std::abs(x) < 0x1p-10; })) row[0] = 1;
        i.rows.push_back(std::move(row));
    }
}

/// Adds up to the Gram matrix, which has the smoothness of the instance: rows grow with its root.
void scale_rows(ArrayInstance& i, double smoothness) {
    const double factor = std::sqrt(smoothness / ArrayObjective<double>(i).smoothness());
    for (auto& row : i.rows)
        for (double& x : row) x *= factor;
}

}  // namespace

void draw_samples(Source& source, ArrayInstance& i, double smoothness, double noise_scale) {
    const std::size_t dimension = i.weight.size();
    if (dimension == 1) i.shape = Shape::least_squares;
    const bool classes = i.shape == Shape::softmax_regression;
    const std::size_t width = !classes ? dimension : dimension == 4 ? 2 : 1;
    draw_rows(source, i, width);
    if (classes) {
        i.minimum.assign(dimension, 0);
        for (std::size_t n = 0; n < i.rows.size(); ++n)
            i.targets.push_back(source.integer(0, static_cast<int>(dimension / width) - 1));
        return scale_rows(i, smoothness);
    }
    i.targets.assign(i.rows.size(), 0);
    scale_rows(i, smoothness);
    // Errors e of all rows or of some: the noise of a sample is a e and what the gradient of its row is off the mean.
    for (double& target : i.targets)
        if (source.chance(0.8)) target = source.within(noise_scale / std::sqrt(smoothness));
}

std::vector<ArrayInstance> simpler_samples(const ArrayInstance& instance) {
    std::vector<ArrayInstance> list;
    const auto propose = [&](auto change) {
        ArrayInstance copy = instance;
        change(copy);
        if (std::none_of(copy.rows.begin(), copy.rows.end(), vanishes)) list.push_back(std::move(copy));
    };
    const bool classes = instance.shape == Shape::softmax_regression;
    const std::size_t width = instance.rows.front().size(), count = instance.rows.size(), dimension = instance.weight.size();
    if (!classes) {  // the quadratic with its Hessian's diagonal and, of one row, the same noise
        Numbers curvatures(dimension, 0);
        for (const auto& row : instance.rows)
            for (std::size_t d = 0; d < dimension; ++d) curvatures[d] += row[d] * row[d] / static_cast<double>(count);
        ArrayInstance quadratic = instance;
        make_quadratic(quadratic, curvatures);
        if (count == 1 && instance.targets[0] != 0) {
            quadratic.noise = {instance.rows[0], instance.rows[0]};
            for (double& x : quadratic.noise[0]) x *= instance.targets[0];
            for (double& x : quadratic.noise[1]) x *= -instance.targets[0];
            quadratic.odds = {1, 1};
        }
        if (std::all_of(curvatures.begin(), curvatures.end(), [](double x) { return x > 0; })) list.push_back(quadratic);
    }
    const auto drop = [](Numbers& numbers, std::size_t at) { numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(at)); };
    for (std::size_t n = 0; count > 1 && n < count; ++n)
        propose([&](ArrayInstance& i) {
            i.rows.erase(i.rows.begin() + static_cast<std::ptrdiff_t>(n));
            drop(i.targets, n);
        });
    for (std::size_t d = 0; width > 1 && d < width; ++d)  // an input: of every class one weight
        propose([&](ArrayInstance& i) {
            for (auto& row : i.rows) drop(row, d);
            for (Numbers* numbers : {&i.minimum, &i.weight, &i.residual})
                for (std::size_t group = dimension / width; group > 0; --group) drop(*numbers, (group - 1) * width + d);
        });
    if (classes && dimension / width > 2)  // the last class, whose samples become those of the first
        propose([&](ArrayInstance& i) {
            for (Numbers* numbers : {&i.minimum, &i.weight, &i.residual}) numbers->resize(dimension - width);
            for (double& target : i.targets)
                if (target == static_cast<double>(dimension / width - 1)) target = 0;
        });
    for (std::size_t n = 0; n < count; ++n)
        for (auto& row : simpler_entries(instance.rows[n]))
            propose([&](ArrayInstance& i) { i.rows[n] = std::move(row); });
    if (!classes)
        for (auto& targets : simpler_entries(instance.targets))
            propose([&](ArrayInstance& i) { i.targets = std::move(targets); });
    else
        for (std::size_t n = 0; n < count; ++n)
            if (instance.targets[n] > 0) propose([&](ArrayInstance& i) { i.targets[n] -= 1; });
    return list;
}

void scale_noise(ArrayInstance& i, double factor) {
    for (auto& outcome : i.noise)
        for (double& x : outcome) x *= factor;
    if (i.shape == Shape::least_squares)
        for (double& target : i.targets) target *= factor;
}

}  // namespace aimcert
