#include "cli/bounds.hpp"

#include "cli/files/files.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/option_values.hpp"
#include "cli/training/constants.hpp"
#include "cli/training/run_files.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace aimcert::cli {
namespace {

struct Options {
    std::string configuration, json;
};

const std::string explanation = std::string(configuration_help) + R"(

Two columns of constants: a priori for every weight of the box |W| <= W_max,
with om_m = W_max sqrt(n_m n_{m+1}); a posteriori for the first weights alone,
with their spectral norms. X, D bound the signals, A and B how far gradients of
two weights, and fresh and stale gradients, can be apart:
  L_f = |A|_2, L_S = |B diag(sqrt(M-m))|_2,
  kappa = (M-1)(1+1/u)(1+r)^2 L_S^2, c = (alpha/2)(1+1/u)(1+r)^2 L_S^2.)";

std::string rate_text(const std::optional<double>& rate) { return rate ? fmt::format("{:.6g}", *rate) : "not defined"; }

std::string layers_text(const Configuration& configuration, const Plan& plan) {
    std::string text = fmt::format("{:>54}{:>25}\n", "a priori", "first weights");
    text += fmt::format("{:>5}  {:>8}  {:<11}{:>9}{:>9}{:>9}  {:>7}{:>8}{:>8}\n", "layer", "shape", "activation", "om", "X", "D", "om", "X", "D");
    for (std::size_t m = 0; m < configuration.network.weights.size(); ++m) {
        const auto& w = configuration.network.weights[m];
        const std::string name(name_of(activation_names, configuration.network.architecture.activations[m]));
        text += fmt::format("{:>5}  {:>8}  {:<11}{:>9.3g}{:>9.3g}{:>9.3g}  {:>7.3g}{:>8.3g}{:>8.3g}\n", m + 1,
                            fmt::format("{}x{}", w.rows(), w.cols()), name.substr(0, 11), plan.box.spectral[m], plan.box.input[m],
                            plan.box.error[m], plan.initial.spectral[m], plan.initial.input[m], plan.initial.error[m]);
    }
    return text + fmt::format("{:>5}  {:>8}  {:<11}{:>9}{:>9.3g}{:>9}  {:>7}{:>8.3g}\n", "out", configuration.network.outputs(), "", "",
                              plan.box.input.back(), "", "", plan.initial.input.back());
}

std::string matrix_text(const std::string& name, const std::vector<std::vector<double>>& matrix) {
    std::string text;
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        std::string line = fmt::format("  {:<3}", i == 0 ? name : "");
        for (const double entry : matrix[i]) {
            const std::string word = fmt::format("{:>12.4g}", entry);
            if (line.size() + word.size() > 80) {
                text += line + "\n";
                line = std::string(8, ' ');
            }
            line += word;
        }
        text += line + "\n";
    }
    return text;
}

std::string constants_text(const Plan& plan) {
    std::string text;
    const auto line = [&](const char* name, const char* meaning, double ConstantsTable::*member) {
        text += fmt::format("  {:<6}{:>14.6g}{:>16.6g}   {}\n", name, plan.box.*member, plan.initial.*member, meaning);
    };
    text += fmt::format("  {:<6}{:>14}{:>16}\n", "", "a priori", "first weights");
    line("W_max", "largest |weight|", &ConstantsTable::max_weight);
    line("r", "saturation degree", &ConstantsTable::saturation);
    line("chi", "largest |x|", &ConstantsTable::chi);
    line("Lam0", "bound of the loss gradient", &ConstantsTable::loss_gradient);
    line("Lam1", "its Lipschitz constant", &ConstantsTable::loss_smoothness);
    line("L_f", "smoothness of the objective", &ConstantsTable::smoothness);
    line("L_S", "sensitivity to stale weights", &ConstantsTable::sensitivity);
    line("kappa", "weight of the delay in the rate", &ConstantsTable::kappa);
    line("c", "weight of A_k in the Lyapunov function", &ConstantsTable::auxiliary_weight);
    return text;
}

std::string text_of(const Configuration& configuration, const Plan& plan) {
    const auto& train = configuration.train;
    const bool async = train.schedule == Schedule::async;
    std::string text = fmt::format("{}\n{}, {} samples, {} steps; box {}\n\n", configuration.file.string(), schedule_name(train.schedule),
                                   configuration.samples.size(), train.steps, plan.rates.box);
    text += layers_text(configuration, plan) + "\n" + constants_text(plan) + "\nStability matrices, a priori\n" +
            matrix_text("A", plan.box.stability) + matrix_text("B", plan.box.staleness) + "\nLearning rates that keep the theory, for the box\n";
    text += fmt::format("  {:<14}  descent, {}\n", rate_text(plan.rates.descent), async ? "1/(L_f + sqrt(L_f^2 + 2 kappa))" : "1/(2 L_f)");
    text += fmt::format("  {:<14}  bounded iterates, tau/max(D X) (1-((1-r)/(1-r_0))^(1/K))\n", rate_text(plan.rates.bounded_iterates));
    text += fmt::format("  {:<14}  largest admissible\n", rate_text(plan.largest));
    if (!configuration.has_descent_theory()) text += "The rules speak of response \"ald\" with w0 = 0 and of digital weights.\n";
    if (train.learning_rate && plan.largest)
        text += fmt::format("The configuration asks for {:.6g}: {}.\n", *train.learning_rate,
                            *train.learning_rate <= *plan.largest ? "admissible" : "larger than these rules admit");
    return text;
}

std::string json_text(const Configuration& configuration, const Plan& plan) {
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    for (std::size_t m = 0; m < configuration.network.weights.size(); ++m) {
        const Activation activation = configuration.network.architecture.activations[m];
        layers.push_back({{"layer", m + 1},
                          {"rows", configuration.network.weights[m].rows()},
                          {"columns", configuration.network.weights[m].cols()},
                          {"activation", name_of(activation_names, activation)},
                          {"l", activation_lipschitz<double>(activation)},
                          {"s", activation_smoothness<double>(activation)}});
    }
    const nlohmann::ordered_json json{{"configuration", configuration.file.string()},
                                      {"schedule", schedule_name(configuration.train.schedule)},
                                      {"u", configuration.train.young},
                                      {"r_0", plan.initial_saturation},
                                      {"box", plan.rates.box},
                                      {"layers", layers},
                                      {"a_priori", constants_json(plan.box)},
                                      {"a_posteriori", constants_json(plan.initial)},
                                      {"learning_rates",
                                       {{"descent", json_of(plan.rates.descent)},
                                        {"bounded_iterates", json_of(plan.rates.bounded_iterates)},
                                        {"largest_admissible", json_of(plan.largest)},
                                        {"configured", json_of(configuration.train.learning_rate)}}}};
    return readable_json(json) + "\n";
}

}  // namespace

void register_bounds(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("bounds", "Constants of a configuration and its largest admissible learning rate");
    verb->footer(explanation);
    verb->add_option("configuration", options->configuration, "Network, device, data and training")->check(not_empty("a file"))->required()->type_name("CONFIG.toml");
    verb->add_option("--json", options->json, "Write the numbers to FILE")->check(not_empty("a file"))->type_name("FILE");
    verb->callback([options, &exit_status] {
        require_writable_file(options->json);
        const Configuration configuration = read_configuration(options->configuration);
        const Plan plan = make_plan(configuration);
        if (!options->json.empty()) write_file_atomically(options->json, json_text(configuration, plan));
        fmt::print("{}", text_of(configuration, plan));
        exit_status = 0;
    });
}

}  // namespace aimcert::cli
