(** The right-hand sides and learning rates of core/bounds are those of the theorems, for three layers, 7 steps and
    mini-batches of 4 (Code_descent is recorded from them). *)

From Coq Require Import Reals Lra Lia.
From Aimcert Require Import Training sufficient_descent lyapunov_descent sync_descent sync_convergence async_convergence
  digital_async_convergence Code_descent.
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

(** ** What the bounds leave for K -> infinity *)

Lemma sync_asymptotic_error gap alpha K Lf B variance r :
  sync_convergence_bound gap alpha K Lf B variance r
  = (2 * gap / (alpha * INR K) + 2 * alpha * Lf * variance / INR B) / (1 - r^2) + code_sync_asymptotic_error variance r.
Proof. unfold sync_convergence_bound, code_sync_asymptotic_error. now replace (r * r) with (r^2) by ring. Qed.

Lemma async_asymptotic_error M Lf LS r u gap alpha K variance mean_sq :
  async_convergence_bound M Lf LS r u gap alpha K variance mean_sq
  = (2 * gap / (alpha * INR K) + 2 * alpha * (Lf + alpha * kappa M u r LS) * variance) / (1 - (1 + u) * r^2)
    + code_async_asymptotic_error r u variance mean_sq.
Proof.
  unfold async_convergence_bound, code_async_asymptotic_error. replace (r * r) with (r^2) by ring. unfold Rdiv. ring.
Qed.

(** The rate min(limit, √(B Δ/(K L_f s²))) balances 2 Δ/(α K) against 2 α L_f s²/B, here B = 4 and K = 7. *)
Lemma balanced_learning_rate limit gap Lf variance :
  0 < gap -> 0 < Lf -> 0 < variance -> let alpha := sqrt (4 * gap / (7 * Lf * variance)) in
  code_balanced_learning_rate limit gap Lf variance = Rmin limit alpha /\
  2 * gap / (alpha * 7) = 2 * alpha * Lf * variance / 4.
Proof.
  intros Hg HL Hv alpha. split; [reflexivity|].
  assert (Hpos : 0 < 4 * gap / (7 * Lf * variance)) by (apply Rdiv_lt_0_compat; repeat apply Rmult_lt_0_compat; lra).
  assert (Ha : 0 < alpha) by now apply sqrt_lt_R0.
  assert (square : alpha * alpha = 4 * gap / (7 * Lf * variance)) by (apply sqrt_sqrt; lra).
  replace (2 * alpha * Lf * variance / 4) with (alpha * alpha * (7 * Lf * variance) / (14 * alpha)) by (field; lra).
  rewrite square. field; repeat split; lra.
Qed.

(** max(16 Δ L_f v/ε'² + 4 κ Δ/(L_f ε'), 4 Δ/(α_max ε') + 2 κ Δ/(L_f ε')): synchronous κ = 0, v = s²/B, ε' = ε (1-r²). *)
Lemma sync_steps gap Lf variance r error :
  code_sync_steps error gap Lf variance r
  = let e := error * (1 - r^2) in
    Rmax (16 * gap * Lf * (variance / 4) / e^2) (4 * gap / (1 / (2 * Lf) * e)).
Proof. unfold code_sync_steps. cbv zeta. cbn [pow]. rewrite !Rmult_1_r. unfold Rdiv. f_equal; ring. Qed.

Lemma async_steps Lf LS r u error gap variance :
  code_async_steps Lf LS r u error gap variance
  = let e := error * (1 - (1 + u) * r^2) in
    let delay := 4 * kappa 3 u r LS * gap / (Lf * e) in
    Rmax (16 * gap * Lf * variance / e^2 + delay)
         (4 * gap / (descent_learning_rate Lf (kappa 3 u r LS) * e) + delay / 2).
Proof.
  rewrite <- descent_learning_rate_of_three, <- kappa_of_three.
  unfold code_async_steps, code_descent_learning_rate, code_kappa. cbn [pow]. now rewrite !Rmult_1_r.
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
