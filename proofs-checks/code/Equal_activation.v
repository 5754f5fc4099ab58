(** What core/network/activation.hpp computes is what the theorems speak of (Code_activation is recorded from it). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import activation_constants Code_activation.
Local Open Scope R_scope.

Lemma identity_value z : code_identity_value z = activation_value identity z.
Proof. reflexivity. Qed.
Lemma tanh_value z : code_tanh_value z = activation_value hyperbolic_tangent z.
Proof. reflexivity. Qed.
Lemma centered_sigmoid_value z : code_centered_sigmoid_value z = activation_value centered_sigmoid z.
Proof. reflexivity. Qed.
(** max(z,0) + ln(1 + (e^-|z| - 1)/2) = ln((1+e^z)/2): for z >= 0 the factor e^z is taken out. *)
Lemma centered_softplus_value z : code_centered_softplus_value z = activation_value centered_softplus z.
Proof.
  unfold code_centered_softplus_value, activation_value, Rmax, Rabs.
  pose proof (exp_pos z). pose proof (exp_pos (- z)).
  destruct (Rle_dec z 0), (Rcase_abs z); try lra.
  - rewrite Ropp_involutive, Rplus_0_l. f_equal; field.
  - assert (z = 0) as -> by lra. rewrite Ropp_0, exp_0, Rplus_0_l. f_equal; field.
  - rewrite <- (ln_exp z) at 1. rewrite <- ln_mult by lra. f_equal.
    replace (exp z * (1 + (exp (- z) - 1) / 2)) with ((exp z + exp z * exp (- z)) / 2) by field.
    rewrite <- exp_plus, Rplus_opp_r, exp_0. field.
Qed.
Lemma arctan_value z : code_arctan_value z = activation_value arctangent z.
Proof. reflexivity. Qed.
Lemma sin_value z : code_sin_value z = activation_value sine z.
Proof. reflexivity. Qed.

Lemma identity_derivative z : code_identity_derivative z = activation_derivative identity z.
Proof. reflexivity. Qed.
Lemma tanh_derivative z : code_tanh_derivative z = activation_derivative hyperbolic_tangent z.
Proof. unfold code_tanh_derivative, activation_derivative. ring. Qed.
Lemma centered_sigmoid_derivative z : code_centered_sigmoid_derivative z = activation_derivative centered_sigmoid z.
Proof. unfold code_centered_sigmoid_derivative, activation_derivative, Rdiv. ring. Qed.
Lemma centered_softplus_derivative z : code_centered_softplus_derivative z = activation_derivative centered_softplus z.
Proof. reflexivity. Qed.
Lemma arctan_derivative z : code_arctan_derivative z = activation_derivative arctangent z.
Proof. unfold code_arctan_derivative, activation_derivative. do 3 f_equal. ring. Qed.
Lemma sin_derivative z : code_sin_derivative z = activation_derivative sine z.
Proof. reflexivity. Qed.

Lemma lipschitz_constants :
  code_identity_lipschitz = activation_lipschitz identity /\
  code_tanh_lipschitz = activation_lipschitz hyperbolic_tangent /\
  code_centered_sigmoid_lipschitz = activation_lipschitz centered_sigmoid /\
  code_centered_softplus_lipschitz = activation_lipschitz centered_softplus /\
  code_arctan_lipschitz = activation_lipschitz arctangent /\ code_sin_lipschitz = activation_lipschitz sine.
Proof. repeat split. Qed.

Lemma smoothness_constants :
  code_identity_smoothness = activation_smoothness identity /\
  code_tanh_smoothness = activation_smoothness hyperbolic_tangent /\
  code_centered_sigmoid_smoothness = activation_smoothness centered_sigmoid /\
  code_centered_softplus_smoothness = activation_smoothness centered_softplus /\
  code_arctan_smoothness = activation_smoothness arctangent /\ code_sin_smoothness = activation_smoothness sine.
Proof. repeat split. Qed.
