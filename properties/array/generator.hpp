#pragma once

#include "properties/generators.hpp"

namespace aimcert {

/// L-smooth objectives with noise of their own, and those with that of one sample.
inline const std::vector<Shape> smooth_objectives = {Shape::quadratic, Shape::quadratic, Shape::cosine, Shape::log_cosh};
inline const std::vector<Shape> all_objectives = {Shape::quadratic, Shape::quadratic,     Shape::cosine, Shape::log_cosh,
                                                  Shape::least_squares, Shape::least_squares, Shape::softmax_regression};

/// What is drawn of an ArrayInstance.
struct ArrayShape {
    int dimension = 3;
    std::vector<Shape> objectives = smooth_objectives;
    std::vector<std::string> devices = all_response_families;
    std::vector<std::string> residual_devices = all_response_families;
    bool noisy = true;      ///< draw noise in four of five instances
    int steps = 1;          ///< largest number of steps; the tree keeps to largest_array_tree runs
    double rate = 1;        ///< alpha L is mostly this, else below it
};

/// Arrays with their objective, noise and devices drawn. Edges: one entry, equal curvatures, no noise, noise of one
/// coordinate, weights at a bound of the range or at the minimum, noise as skewed as 1 to 15.
rc::Gen<ArrayInstance> array_instances(const ArrayShape& shape);
std::vector<ArrayInstance> simpler_arrays(const ArrayInstance& instance);

/// Rows and targets of an instance over samples whose weights have been drawn, such that its smoothness is given: orthogonal,
/// equal or any rows; without noise `noise_scale` = 0. One weight has no classes: it gets least squares.
void draw_samples(Source& source, ArrayInstance& i, double smoothness, double noise_scale);
/// Fewer and simpler rows and targets, fewer entries and classes.
std::vector<ArrayInstance> simpler_samples(const ArrayInstance& instance);
/// Gives the instance the quadratic with these curvatures along the axes, whatever objective was drawn.
void make_quadratic(ArrayInstance& i, Numbers curvatures);
/// Multiplies what of the noise can be: the list, or the targets of least squares.
void scale_noise(ArrayInstance& i, double factor);

/// Values of one number and their odds.
using Law = std::vector<std::pair<double, double>>;
/// v·skew with odds 1 to skew², else -v/skew: mean 0, variance v².
Law skewed_law(double v, int skew);
/// Noise of independent entries, entry d with the values of laws[d].
void make_independent_noise(ArrayInstance& i, const std::vector<Law>& laws);

/// The instances of `base`, each changed by adjust(source, instance); they shrink as all array instances do.
template <class Adjust>
rc::Gen<ArrayInstance> adjusted_arrays(rc::Gen<ArrayInstance> base, Adjust adjust) {
    return rc::Gen<ArrayInstance>([=](const rc::Random& random, int size) {
        rc::Random own = random;
        ArrayInstance instance = base(own.split(), size).value();
        Source source(own);
        adjust(source, instance);
        return rc::shrinkable::shrinkRecur(std::move(instance), [](const ArrayInstance& value) {
            return rc::seq::fromContainer(simpler_arrays(value));
        });
    });
}

}  // namespace aimcert
