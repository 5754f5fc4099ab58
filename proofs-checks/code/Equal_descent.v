(** The right-hand sides and learning rates of core/bounds are those of the theorems, for three layers, 7 steps and
    mini-batches of 4 (Code_descent is recorded from them). *)

From Coq Require Import Reals Lra Lia.
From Aimcert Require Import Training sufficient_descent lyapunov_descent sync_descent sync_convergence async_convergence
  digital_async_convergence sample_complexity Code_descent.
Local Open Scope R_scope.

Ltac same :=
  unfold sufficient_descent_bound, lyapunov_descent_bound, sync_descent_bound, sync_convergence_bound,
    async_convergence_bound, digital_async_convergence_bound, descent_learning_rate, auxiliary_weight, kappa,
    digital_kappa, delay_weight;
  cbn [Nat.sub INR]; cbv zeta; cbn [pow];
  replace (1 + 1 + 1 + 1 + 1 + 1 + 1) with 7 by ring; replace (1 + 1 + 1 + 1) with 4 by ring.

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
  unfold code_async_convergence. same. f_equal; [|f_equal]; ring.
Qed.

Lemma sync_descent_right_side Lf alpha r f gradient_sq variance :
  code_sync_descent Lf alpha r f gradient_sq variance = sync_descent_bound Lf alpha r 4 f gradient_sq variance.
Proof. unfold code_sync_descent. same. unfold Rdiv. ring. Qed.

Lemma sync_convergence_right_side gap alpha Lf variance r :
  code_sync_convergence gap alpha Lf variance r = sync_convergence_bound gap alpha 7 Lf 4 variance r.
Proof. unfold code_sync_convergence. same. unfold Rdiv. rewrite Rmult_1_r. ring. Qed.

Lemma digital_kappa_of_three LS : code_digital_kappa LS = digital_kappa 3 LS.
Proof. unfold code_digital_kappa. same. ring. Qed.

Lemma digital_descent_learning_rate_of_three Lf LS :
  code_digital_descent_learning_rate Lf LS = descent_learning_rate Lf (digital_kappa 3 LS).
Proof.
  rewrite <- digital_kappa_of_three. unfold code_digital_descent_learning_rate, code_digital_kappa. same.
  do 4 f_equal. ring.
Qed.

Lemma digital_async_convergence_right_side Lf LS gap alpha variance :
  code_digital_async_convergence Lf LS gap alpha variance = digital_async_convergence_bound 3 Lf LS gap alpha 7 variance.
Proof. unfold code_digital_async_convergence. same. unfold Rdiv. ring. Qed.

(** ** How many steps they take *)

Lemma sync_asymptotic_error_of_code variance r : code_sync_asymptotic_error variance r = sync_asymptotic_error variance r.
Proof. unfold code_sync_asymptotic_error, sync_asymptotic_error. now replace (r * r) with (r^2) by ring. Qed.

Lemma async_asymptotic_error_of_code r u variance mean_sq :
  code_async_asymptotic_error r u variance mean_sq = async_asymptotic_error u variance r mean_sq.
Proof. unfold code_async_asymptotic_error, async_asymptotic_error. now replace (r * r) with (r^2) by ring. Qed.

Lemma balanced_learning_rate_of_code limit gap Lf variance :
  Lf <> 0 -> variance <> 0 ->
  code_balanced_learning_rate limit gap Lf variance = balanced_learning_rate limit gap 7 Lf (variance / INR 4).
Proof.
  intros HL Hv. unfold code_balanced_learning_rate, balanced_learning_rate. do 2 f_equal. simpl INR. field. lra.
Qed.

Lemma sync_steps_of_code error gap Lf variance r :
  Lf <> 0 -> error * (1 - r^2) <> 0 -> code_sync_steps error gap Lf variance r = sync_steps 4 Lf r gap variance error.
Proof.
  intros HL He. unfold code_sync_steps, sync_steps. cbv zeta. replace (r * r) with (r^2) by ring.
  set (e := error * (1 - r^2)) in *. simpl INR. f_equal; field; lra.
Qed.

Lemma async_steps_of_code Lf LS r u error gap variance :
  Lf <> 0 -> error * (1 - (1 + u) * r^2) <> 0 ->
  code_async_steps Lf LS r u error gap variance = async_steps 3 Lf LS r u gap variance error.
Proof.
  intros HL He. unfold async_steps, steps_for_error. cbv zeta.
  rewrite <- descent_learning_rate_of_three, <- kappa_of_three.
  transitivity (let e := error * (1 - (1 + u) * (r * r)) in
                let delay := 4 * code_kappa LS r u * gap / (Lf * e) in
                Rmax (16 * gap * Lf * variance / (e * e) + delay)
                     (4 * gap / (code_descent_learning_rate Lf LS r u * e) + delay / 2)); [reflexivity|].
  cbv zeta. replace (r * r) with (r^2) by ring. set (e := error * (1 - (1 + u) * r^2)) in *.
  f_equal; f_equal; [f_equal; ring|field; lra].
Qed.

(** ** Bounded iterates: the rate of the code, for two layers and 7 steps, is one that the theorem admits. *)

Lemma root_through_logarithms r0 r :
  r0 < 1 -> exp (ln (1 + (r0 - r) / (1 - r0)) / 7) = Rpower ((1 - r) / (1 - r0)) (/ 7).
Proof. intros H. unfold Rpower, Rdiv at 1. rewrite Rmult_comm. do 2 f_equal. f_equal. field; lra. Qed.

Lemma bounded_iterates_rate (X D : nat -> R) tau r0 r alpha m :
  r0 < 1 -> 0 <= alpha <= code_bounded_iterates_learning_rate X D tau r0 r ->
  (m < 2)%nat -> 0 < Rmax (D 0%nat * X 0%nat) (D 1%nat * X 1%nat) ->
  alpha * (D m * X m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ 7)).
Proof.
  intros Hr0 [Ha Hrate] Hm Hlargest. rewrite <- root_through_logarithms by easy.
  unfold code_bounded_iterates_learning_rate in Hrate. set (root := exp _) in *.
  set (largest := Rmax (Rmax 0 (D 0%nat * X 0%nat)) (D 1%nat * X 1%nat)) in *.
  assert (H0 : D 0%nat * X 0%nat <= largest) by (eapply Rle_trans; [apply Rmax_r|apply Rmax_l]).
  assert (H1 : D 1%nat * X 1%nat <= largest) by apply Rmax_r.
  assert (Hpos : 0 < largest) by (revert Hlargest; unfold Rmax at 1; destruct Rle_dec; lra).
  assert (Hm' : D m * X m <= largest) by (destruct m as [|[|m]]; [easy|easy|]; exfalso; lia).
  apply Rle_trans with (alpha * largest); [now apply Rmult_le_compat_l|].
  apply Rle_trans with (tau / largest * (1 - root) * largest); [apply Rmult_le_compat_r; lra|].
  right. field. lra.
Qed.
