#include "properties/generators.hpp"

namespace aimcert {

rc::Gen<ScheduleInstance> schedule_instances(int stages, int micro_batches, int mini_batches) {
    return generator<ScheduleInstance>(
        [=](Source& source, int size) {
            const auto grow = [&](int most) { return source.integer(1, std::max(1, (most * size + 99) / 100)); };
            ScheduleInstance instance;
            instance.stages = grow(stages);
            instance.micro_batches = grow(micro_batches);
            instance.count = instance.micro_batches * grow(mini_batches);
            return instance;
        },
        simpler_schedules);
}

std::vector<ScheduleInstance> simpler_schedules(const ScheduleInstance& instance) {
    std::vector<ScheduleInstance> list;
    const int mini_batches = instance.count / instance.micro_batches;
    const auto propose = [&](int stages, int micro_batches, int of_them) {
        if (stages >= 1 && micro_batches >= 1 && of_them >= 1) list.push_back({stages, micro_batches, micro_batches * of_them});
    };
    if (mini_batches > 2) propose(instance.stages, instance.micro_batches, mini_batches / 2);
    propose(instance.stages, instance.micro_batches, mini_batches - 1);
    propose(instance.stages, instance.micro_batches - 1, mini_batches);
    propose(instance.stages - 1, instance.micro_batches, mini_batches);
    return list;
}

}  // namespace aimcert
