#pragma once

#include "properties/generators.hpp"

namespace aimcert {

/// Networks on which the bounds of theory section 3 are met with equality or nearly so: weights of rank one and equal
/// size (|W|_2 is the bound of the box), inputs and targets along the same direction, signs such that nothing cancels,
/// mostly identity activations and widths of 1. With `other_weights`, W' lies inside W along the direction in which
/// the stability matrix A is attained. The learning rate is 1: claims that need one choose it.
rc::Gen<PipelineInstance> aligned_instances(const PipelineShape& shape);

/// Random networks, every third one aligned.
rc::Gen<PipelineInstance> random_and_aligned_instances(const PipelineShape& shape);

}  // namespace aimcert
