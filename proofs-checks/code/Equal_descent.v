(** The right-hand sides and learning rates of core/bounds are those of the theorems, for three layers, 7 steps and
    mini-batches of 4 (Code_descent is recorded from them). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Training sufficient_descent lyapunov_descent async_convergence Code_descent.
Local Open Scope R_scope.

Ltac same :=
  unfold sufficient_descent_bound, lyapunov_descent_bound, async_convergence_bound, descent_learning_rate,
    auxiliary_weight, kappa, digital_kappa, delay_weight;
  cbn [Nat.sub INR]; cbv zeta; cbn [pow].

Lemma delay_weight_of_three LS r u : code_delay_weight LS r u = delay_weight u r LS.
Proof. unfold code_delay_weight. same. ring. Qed.

Lemma kappa_of_three LS r u : code_kappa LS r u = kappa 3 u r LS.
Proof. unfold code_kappa. same. ring. Qed.

Lemma auxiliary_weight_of_three LS r u alpha : code_auxiliary_weight LS r u alpha = auxiliary_weight alpha u r LS.
Proof. unfold code_auxiliary_weight. same. ring. Qed.

Lemma descent_learning_rate_of_three Lf LS r u :
  code_descent_learning_rate Lf LS r u = descent_learning_rate Lf (kappa 3 u r LS).
Proof. rewrite <- kappa_of_three. unfold code_descent_learning_rate, code_kappa. same. do 4 f_equal. ring. Qed.

Lemma sufficient_descent_right_side Lf LS u alpha f gradient_sq variance r delay denoised :
  code_sufficient_descent Lf LS u alpha f gradient_sq variance r delay denoised
  = sufficient_descent_bound Lf LS u alpha f gradient_sq variance r delay denoised.
Proof. unfold code_sufficient_descent. same. unfold Rdiv. ring. Qed.

Lemma lyapunov_descent_right_side Lf LS r_max u alpha V gradient_sq variance r :
  code_lyapunov_descent Lf LS r_max u alpha V gradient_sq variance r
  = lyapunov_descent_bound 3 Lf LS r_max u alpha V gradient_sq variance r.
Proof. unfold code_lyapunov_descent. same. unfold Rdiv. ring. Qed.

Lemma async_convergence_right_side Lf LS r u gap alpha variance mean_sq :
  code_async_convergence Lf LS r u gap alpha variance mean_sq
  = async_convergence_bound 3 Lf LS r u gap alpha 7 variance mean_sq.
Proof.
  unfold code_async_convergence. same. replace (1 + 1 + 1 + 1 + 1 + 1 + 1) with 7 by ring. f_equal; [|f_equal]; ring.
Qed.
