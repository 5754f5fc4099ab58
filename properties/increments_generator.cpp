#include "properties/generators.hpp"

namespace aimcert {

rc::Gen<IncrementsInstance> increments_instances(int layers, int entries, int steps) {
    return generator<IncrementsInstance>(
        [=](Source& source, int size) {
            const auto grow = [&](int most) { return source.integer(1, std::max(1, (most * size + 99) / 100)); };
            std::vector<int> widths(static_cast<std::size_t>(grow(layers)));
            for (int& width : widths) width = grow(entries);
            IncrementsInstance instance;
            const double bound = source.range();
            const int length = grow(steps);
            for (int k = 0; k < length; ++k) {
                Table& step = instance.increments.emplace_back();
                const bool still = source.chance(0.1);  // an update of zero, as at the start of a run
                for (const int width : widths) {
                    Numbers& increment = step.emplace_back(static_cast<std::size_t>(width), 0.0);
                    for (double& entry : increment) entry = still ? 0 : source.within(bound);
                }
            }
            return instance;
        },
        simpler_increments);
}

std::vector<IncrementsInstance> simpler_increments(const IncrementsInstance& instance) {
    std::vector<IncrementsInstance> list;
    const std::size_t steps = instance.increments.size(), layers = steps == 0 ? 0 : instance.increments.front().size();
    for (std::size_t k = 0; steps > 1 && k < steps; ++k) {  // fewer steps
        IncrementsInstance copy = instance;
        copy.increments.erase(copy.increments.begin() + static_cast<std::ptrdiff_t>(k));
        list.push_back(std::move(copy));
    }
    for (std::size_t m = 0; layers > 1 && m < layers; ++m) {  // fewer layers
        IncrementsInstance copy = instance;
        for (auto& step : copy.increments) step.erase(step.begin() + static_cast<std::ptrdiff_t>(m));
        list.push_back(std::move(copy));
    }
    for (std::size_t k = 0; k < steps; ++k)
        for (std::size_t m = 0; m < layers; ++m) {
            if (instance.increments[k][m].size() > 1) {  // fewer entries
                IncrementsInstance copy = instance;
                copy.increments[k][m].pop_back();
                list.push_back(std::move(copy));
            }
            for (auto& entries : simpler_entries(instance.increments[k][m])) {
                IncrementsInstance copy = instance;
                copy.increments[k][m] = std::move(entries);
                list.push_back(std::move(copy));
            }
        }
    return list;
}

}  // namespace aimcert
