#pragma once

#include "properties/generators.hpp"

namespace aimcert {

/// Which run an instance is drawn for.
enum class WholeRun { asynchronous, digital_asynchronous, synchronous };

/// Networks and runs small enough that all N^(number of micro-batches) <= 256 runs can be gone through. The learning rate
/// and u obey their hypotheses on the very tree that they give where they can. Every third instance descends as slowly as
/// its bound admits: one linear weight without noise, at the largest rate.
rc::Gen<PipelineInstance> whole_run_instances(WholeRun run);

/// Most runs that a tree may have.
inline constexpr int largest_number_of_runs = 256;

}  // namespace aimcert
