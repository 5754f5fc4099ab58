(** Claim    K steps of analog gradient descent W' = W - αg - (α/τ)|g|⊙W, g = ∇f(W), |W_k|_inf <= r_k τ, r_k <= r < 1:
               (1/K) Σ_k |g_k|² <= 2(f(W_0) - m)/(αK(1-r²))
    Source   EX Thm 9
    Assumes  0 < α <= 1/L, K >= 1; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness), f >= m;
             asymmetric linear device with symmetric point 0 (ρ = 1/τ), or digital weights (ρ = 0); no noise
    Derived  (1/K) Σ_k (1-r_k²)|g_k|² <= 2(f(W_0) - m)/(αK)
    Fails    as published, with L in place of 1/α: f = w²/2, τ = 1, W_0 = 1/2, α = 1/8, K = 2: 425/2048 > 1/6; on
             digital weights W_0 = 1, α = 1/2, K = 2: 5/8 > 1/2; corrected, for every α > 1/L: f = (L/2)(w-1)²,
             W_0 = 0, K = 1 *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent.
Local Open Scope R_scope.

Section Descent.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum rho alpha : R) (W : nat -> vector).
  Variables (r : nat -> R) (K : nat).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis f_floor : forall w, minimum <= f w.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * L <= 1.
  Hypothesis steps : forall k i, (i < n)%nat -> W (S k) i = linear_update rho (W k i) (- alpha * g (W k) i).
  Hypothesis in_range : forall k i, (k < K)%nat -> (i < n)%nat -> Rabs (rho * W k i) <= r k.
  Hypothesis K_pos : (0 < K)%nat.

  (** f(W') <= f(W) - (α/2)(1-r²)|g|². *)
  Lemma analog_gd_step k : (k < K)%nat -> f (W (S k)) + alpha / 2 * ((1 - (r k)^2) * norm_sq n (g (W k))) <= f (W k).
  Proof.
    intros Hk.
    enough (f (W (S k)) <= f (W k) + sum_of n (fun i => - (alpha / 2 * (1 - (r k)^2)) * (g (W k) i)^2)).
    { rewrite sum_of_scal in H. fold (norm_sq n (g (W k))) in H. lra. }
    apply (separable_step_without_noise n L f g _ _ _ f_bound). intros i Hi.
    rewrite (steps k i Hi). pose proof (square_at_most _ _ (in_range k i Hk Hi)) as Hr. unfold linear_update.
    rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by lra.
    set (G := g (W k) i) in *. set (omega := rho * W k i) in *.
    assert (Ha : Rabs G * Rabs G = G^2) by (rewrite <- pow2_abs; ring). set (A := Rabs G) in *.
    replace (W k i + - alpha * G - alpha * A * omega - W k i) with (- alpha * (G + A * omega)) by ring.
    assert (Hsq : (G + A * omega)^2 = G^2 + 2 * omega * (G * A) + omega^2 * G^2).
    { replace ((G + A * omega)^2) with (G^2 + 2 * omega * (G * A) + omega^2 * (A * A)) by ring. now rewrite Ha. }
    assert (0 <= alpha * (1 - alpha * L) * (G + A * omega)^2) by (apply Rmult_le_pos; [nra | apply pow2_ge_0]).
    assert (alpha * omega^2 * G^2 <= alpha * (r k)^2 * G^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0 | apply Rmult_le_compat_l; lra]. }
    nra.
  Qed.

  Lemma summed : mean_of K (fun k => (1 - (r k)^2) * norm_sq n (g (W k))) <= 2 * (f (W O) - minimum) / (alpha * INR K).
  Proof.
    pose proof (mean_descent_without_noise K (fun k => f (W k)) _ minimum K_pos (f_floor _) analog_gd_step) as H.
    rewrite mean_of_scal in H. assert (0 < INR K) by (apply lt_0_INR; lia).
    apply (Rmult_le_reg_l (alpha / 2)); [lra|].
    replace (alpha / 2 * (2 * (f (W O) - minimum) / (alpha * INR K))) with ((f (W O) - minimum) / INR K)
      by (field; lra).
    exact H.
  Qed.
End Descent.

Theorem analog_gd_convergence_derived
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum rho alpha : R) (W : nat -> vector)
  (r : nat -> R) (K : nat) :
  quadratic_bound n L f g -> (forall w, minimum <= f w) -> 0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  (forall k i, (i < n)%nat -> W (S k) i = linear_update rho (W k i) (- alpha * g (W k) i)) ->
  (forall k i, (k < K)%nat -> (i < n)%nat -> Rabs (rho * W k i) <= r k) ->
  mean_of K (fun k => (1 - (r k)^2) * norm_sq n (g (W k))) <= 2 * (f (W O) - minimum) / (alpha * INR K).
Proof. intros. now apply (summed n L f g minimum rho alpha W r K). Qed.

Theorem analog_gd_convergence
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum rho alpha : R) (W : nat -> vector)
  (r : R) (K : nat) :
  quadratic_bound n L f g -> (forall w, minimum <= f w) -> 0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  (forall k i, (i < n)%nat -> W (S k) i = linear_update rho (W k i) (- alpha * g (W k) i)) ->
  (forall k i, (k < K)%nat -> (i < n)%nat -> Rabs (rho * W k i) <= r) -> 0 <= r < 1 ->
  mean_of K (fun k => norm_sq n (g (W k))) <= 2 * (f (W O) - minimum) / (alpha * INR K * (1 - r^2)).
Proof.
  intros Hf Hm Ha Hs HK Hw Hr Hr1.
  pose proof (analog_gd_convergence_derived n L f g minimum rho alpha W (fun _ => r) K Hf Hm Ha Hs HK Hw Hr) as H.
  cbv beta in H. rewrite mean_of_scal in H. assert (0 < INR K) by (apply lt_0_INR; lia).
  assert (0 < 1 - r^2) by nra. apply (Rmult_le_reg_l (1 - r^2)); [easy|].
  replace ((1 - r^2) * (2 * (f (W O) - minimum) / (alpha * INR K * (1 - r^2))))
    with (2 * (f (W O) - minimum) / (alpha * INR K)) by (field; lra).
  exact H.
Qed.

(** The published statement for weights with the update U and range τ; r = 0 on digital weights, where τ is infinite. *)
Definition published_bound (U : R -> R -> R) (saturation : R -> R) : Prop :=
  forall (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum alpha : R) (W : nat -> vector)
         (r : R) (K : nat),
  smooth n L f g -> (forall w, minimum <= f w) ->
  0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  (forall k i, (i < n)%nat -> W (S k) i = U (W k i) (- alpha * g (W k) i)) ->
  (forall k i, (k < K)%nat -> (i < n)%nat -> saturation (W k i) <= r) -> 0 <= r < 1 ->
  mean_of K (fun k => norm_sq n (g (W k))) <= 2 * L * (f (W O) - minimum) / (INR K * (1 - r^2)).

(** The run of one weight from w0. *)
Fixpoint iterate (U : R -> R -> R) (alpha w0 : R) (k : nat) : R :=
  match k with O => w0 | S k => U (iterate U alpha w0 k) (- alpha * (1 * (iterate U alpha w0 k - 0))) end.

Lemma run_of_quadratic U saturation alpha w0 r :
  published_bound U saturation -> 0 < alpha <= 1 -> 0 <= r < 1 ->
  saturation w0 <= r -> saturation (iterate U alpha w0 1) <= r ->
  (w0^2 + (iterate U alpha w0 1)^2) / 2 <= w0^2 / (2 * (1 - r^2)).
Proof.
  intros H Ha Hr H0 H1.
  assert (H' := H 1%nat 1 (quadratic 1 0) (quadratic_gradient 1 0) 0 alpha (fun k _ => iterate U alpha w0 k) r 2%nat).
  specialize (H' (quadratic_smooth 1 0 ltac:(lra))
                (fun w => quadratic_nonneg 1 0 w ltac:(lra)) (proj1 Ha) ltac:(lra) ltac:(lia)
                (fun k i _ => eq_refl)).
  assert (Hs : forall k i, (k < 2)%nat -> (i < 1)%nat -> saturation (iterate U alpha w0 k) <= r).
  { intros k i Hk _. destruct k as [|[|]]; [easy | easy | lia]. }
  specialize (H' Hs Hr). unfold mean_of, norm_sq, quadratic, quadratic_gradient in H'. cbn [sum_of] in H'.
  change (iterate U alpha w0 0) with w0 in H'. set (w1 := iterate U alpha w0 1) in *.
  change (INR 2) with 2 in H'.
  replace (w0^2 / (2 * (1 - r^2))) with (2 * 1 * (1 / 2 * (w0 - 0)^2 - 0) / (2 * (1 - r^2))) by (field; nra).
  eapply Rle_trans; [|exact H']. right; field.
Qed.

Theorem analog_gd_convergence_published_fails :
  ~ (forall tau, 0 < tau -> published_bound (ald_update tau) (fun w => Rabs w / tau)).
Proof.
  intros H. specialize (H 1 ltac:(lra)).
  assert (E : iterate (ald_update 1) (1 / 8) (1 / 2) 1 = 13 / 32).
  { cbn [iterate]. unfold ald_update. rewrite Rabs_left by lra. lra. }
  apply (run_of_quadratic _ _ (1 / 8) (1 / 2) (1 / 2)) in H; rewrite ?E in *; try lra; rewrite Rabs_pos_eq; lra.
Qed.

Theorem analog_gd_convergence_published_fails_digital : ~ published_bound Rplus (fun _ => 0).
Proof.
  intros H. assert (E : iterate Rplus (1 / 2) 1 1 = 1 / 2) by (cbn [iterate]; lra).
  apply (run_of_quadratic _ _ (1 / 2) 1 0) in H; rewrite ?E in *; lra.
Qed.

(** No larger rate than 1/L will do in the corrected form: f = (L/2)(w-1)² from w = 0 has L² against L/α. *)
Theorem analog_gd_convergence_faster_fails (L alpha tau : R) :
  0 < L -> 0 < alpha -> 0 < tau -> 1 < alpha * L ->
  ~ (forall (n : nat) (f : vector -> R) (g : vector -> vector) (minimum : R) (W : nat -> vector) (r : R) (K : nat),
     smooth n L f g -> (forall w, minimum <= f w) -> (0 < K)%nat ->
     (forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (W k) i)) ->
     (forall k i, (k < K)%nat -> (i < n)%nat -> Rabs (W k i) <= r * tau) -> 0 <= r < 1 ->
     mean_of K (fun k => norm_sq n (g (W k))) <= 2 * (f (W O) - minimum) / (alpha * INR K * (1 - r^2))).
Proof.
  intros HL Ha Ht Hfast H. set (g := quadratic_gradient L 1).
  set (W := fix W k : vector :=
         match k with O => fun _ => 0 | S k => fun i => ald_update tau (W k i) (- alpha * g (W k) i) end).
  specialize (H 1%nat (quadratic L 1) g 0 W 0 1%nat (quadratic_smooth L 1 ltac:(lra))
                (fun w => quadratic_nonneg L 1 w ltac:(lra)) ltac:(lia)
                (fun k i _ => eq_refl)).
  assert (Hr : forall k i, (k < 1)%nat -> (i < 1)%nat -> Rabs (W k i) <= 0 * tau).
  { intros [|] i Hk _; [simpl; rewrite Rabs_R0; lra | lia]. }
  specialize (H Hr ltac:(lra)). unfold mean_of, norm_sq, g, quadratic_gradient, quadratic in H. cbn in H.
  apply (Rmult_le_compat_r alpha) in H; [|lra].
  replace (2 * (L / 2 * ((0 - 1) * ((0 - 1) * 1)) - 0) / (alpha * 1 * (1 - 0 * (0 * 1))) * alpha) with L in H
    by (field; lra).
  replace ((0 + (0 + L * (0 - 1) * (L * (0 - 1) * 1))) / 1 * alpha) with (L * (alpha * L)) in H by field. nra.
Qed.
