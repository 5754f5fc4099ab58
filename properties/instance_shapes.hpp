#pragma once

#include "properties/instance.hpp"

namespace aimcert {

/// Steps, micro-batches and whatever else is counted: far beyond every instance that is drawn, and soon gone through.
inline constexpr int most_of_anything = 1000;

/// What every formula needs of an instance that is read from a file: dimensions that chain, counts that end, signs that are
/// divided by. Throws std::invalid_argument naming the key.
void check_shapes(const DeviceInstance&);
void check_shapes(const PulsesInstance&);
void check_shapes(const VectorsInstance&);
void check_shapes(const ParametersInstance&);
void check_shapes(const IncrementsInstance&);
void check_shapes(const ScheduleInstance&);
void check_shapes(const PipelineInstance&);
void check_shapes(const ArrayInstance&);

}  // namespace aimcert
