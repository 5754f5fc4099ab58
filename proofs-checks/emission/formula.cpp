#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

std::vector<Input> scalar_inputs(std::initializer_list<const char*> names) {
    std::vector<Input> inputs;
    for (const char* name : names) inputs.push_back({name});
    return inputs;
}

Comparison at_most(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::at_most, std::move(right)};
}
Comparison less(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::less, std::move(right)};
}
Comparison equal(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::equal, std::move(right)};
}

}  // namespace aimcert::emission
