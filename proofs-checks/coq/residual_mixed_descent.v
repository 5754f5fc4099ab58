(** Claim      E f(Wbar') <= f(Wbar) - (αγ/(4F_max))|g|²_R - (αγ/(8F_max))|g⊙F + |g|⊙G|² + (3/4)αγσ²|G/√F|²_inf + 2α²γ²L
               F_max²σ² + (F_max/(αγ)) E|ΔW|²_{1/R} + L E|ΔW|², F, G, R = q+ q- at P
    Source     RF Lemma 5 (72), γ and L put back
    Assumes    P' = U(P, -α(g+ε)) on elements with any responses, q+(P), q-(P) > 0, F(P) <= F_max; Wbar = W + γP,
               Wbar' = W' + γP', g = ∇f(Wbar), ΔW = W'-W for any random W'; f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|²
               for all x, y, L >= 0; α, γ, F_max > 0, 8αγLF_max <= 1; finitely many outcomes of ε with any
               probabilities, E ε = 0, E|ε|² <= σ²
    Corrected  residual_mixed_descent
    Fails      residual_mixed_descent_published_fails: with α/(4F_max), 2ασ², 2α²LF_max²σ², (F_max/α), E|ΔW|² and
               α <= 1/(4LF_max): D = 1, digital weights, f = w²/2, γ = α = P = 1/4, W = 15/16, no noise: 225/512 >
               220/512 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse ResidualLearning.
Local Open Scope R_scope.

(** |x|²_{1/S} *)
Definition weighted_inverse_sq (n : nat) (S x : vector) : R := sum_of n (fun i => (x i)^2 / S i).

(** <g, d> <= (κ/(4F_max))|g|²_R + (F_max/κ)|d|²_{1/R}, R > 0. *)
Lemma weighted_young n (S g d : vector) (kappa F_max : R) :
  0 < kappa -> 0 < F_max -> (forall i, (i < n)%nat -> 0 < S i) ->
  dot n g d <= kappa / (4 * F_max) * weighted_sq n S g + F_max / kappa * weighted_inverse_sq n S d.
Proof.
  intros Hk HF HS. unfold dot, weighted_sq, weighted_inverse_sq. rewrite <- !sum_of_scal, <- sum_of_plus.
  apply sum_of_le. intros i Hi. specialize (HS i Hi).
  assert (E : kappa / (4 * F_max) * (S i * (g i)^2) + F_max / kappa * ((d i)^2 / S i) - g i * d i
              = (kappa * S i * g i - 2 * F_max * d i)^2 / (4 * F_max * kappa * S i)) by (field; lra).
  assert (0 <= (kappa * S i * g i - 2 * F_max * d i)^2 / (4 * F_max * kappa * S i)).
  { apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. repeat apply Rmult_lt_0_compat; lra. }
  lra.
Qed.

Section Descent.
  Variables (n N : nat) (p : vector) (eps : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (L : R) (f : vector -> R) (grad : vector -> vector).
  Hypotheses (HL : 0 <= L) (Hf : quadratic_bound n L f grad).
  Variables (A : array) (W P : vector) (F_max alpha gamma sigma : R).
  Hypothesis HP : forall i, (i < n)%nat -> 0 < q_plus A P i /\ 0 < q_minus A P i.
  Hypotheses (HF : F_at_most n A P F_max) (HFmax : 0 < F_max).
  Hypotheses (Halpha : 0 < alpha) (Hgamma : 0 < gamma) (Hrate : 8 * alpha * gamma * L * F_max <= 1).
  Hypothesis Hvariance : variance n N p eps <= sigma^2.

  Let g := grad (add W (scale gamma P)).
  Let P' (j : nat) := step A P (scale (- alpha) (add g (eps j))).
  Let kappa := alpha * gamma.
  Let s := asymmetry n A P.

  Lemma P_in_range : in_range n A P.
  Proof. intros i Hi. destruct (HP i Hi). lra. Qed.

  Lemma R_positive i : (i < n)%nat -> 0 < R_of A P i.
  Proof. intros Hi. destruct (HP i Hi). now apply Rmult_lt_0_compat. Qed.

  (** What every outcome promises, wherever W goes. *)
  Lemma mixed_outcome : exists lambda : vector, forall j W',
    f (add W' (scale gamma (P' j)))
    <= f (add W (scale gamma P)) - kappa / (4 * F_max) * weighted_sq n (R_of A P) g
       - kappa / (8 * F_max) * norm_sq n (gradient_response A P g)
       + F_max / kappa * weighted_inverse_sq n (R_of A P) (sub W' W) + L * norm_sq n (sub W' W)
       + sum_of n (fun i => (3 / 4 * kappa * s + 2 * L * kappa^2 * F_max^2) * (eps j i)^2 + lambda i * eps j i).
  Proof.
    assert (Hk : 0 < kappa) by (now apply Rmult_lt_0_compat).
    destruct (descent_of_array n A P F_max kappa L g P_in_range HF HFmax Hk HL ltac:(unfold kappa; lra)) as [lambda H].
    exists lambda. intros j W'. specialize (H (eps j)). set (u := gradient_response A P (add g (eps j))) in *.
    eapply Rle_trans; [apply (Hf (add W (scale gamma P)))|]. fold g.
    set (dW := sub W' W).
    assert (E : forall i, sub (add W' (scale gamma (P' j))) (add W (scale gamma P)) i = dW i + - kappa * u i).
    { intros i. unfold sub, add, scale, dW, P', kappa. rewrite (step_against A P alpha) by lra. fold u.
      unfold sub. ring. }
    rewrite (dot_ext n g g _ (fun i => dW i + - kappa * u i)) by (intros; first [easy | apply E]).
    rewrite (norm_sq_ext n _ (fun i => dW i + - kappa * u i)) by (intros; apply E).
    pose proof (norm_sq_plus_le n dW (fun i => - kappa * u i)) as HS. rewrite norm_sq_scal in HS.
    rewrite dot_plus_r, dot_scal_r.
    pose proof (weighted_young n (R_of A P) g dW kappa F_max Hk HFmax R_positive) as HY.
    assert (HS' : L / 2 * norm_sq n (fun i => dW i + - kappa * u i)
                  <= L / 2 * (2 * norm_sq n dW + 2 * ((- kappa)^2 * norm_sq n u))) by (apply Rmult_le_compat_l; lra).
    replace (kappa / (2 * F_max)) with (2 * (kappa / (4 * F_max))) in H by (field; lra).
    replace ((- kappa)^2) with (kappa^2) in HS' by ring. fold s in H. lra.
  Qed.

  Theorem residual_mixed_descent (W' : nat -> vector) :
    expected N p (fun j => f (add (W' j) (scale gamma (P' j))))
    <= f (add W (scale gamma P)) - alpha * gamma / (4 * F_max) * weighted_sq n (R_of A P) g
       - alpha * gamma / (8 * F_max) * norm_sq n (gradient_response A P g)
       + 3 / 4 * alpha * gamma * sigma^2 * s + 2 * alpha^2 * gamma^2 * L * F_max^2 * sigma^2
       + F_max / (alpha * gamma) * expected N p (fun j => weighted_inverse_sq n (R_of A P) (sub (W' j) W))
       + L * expected N p (fun j => norm_sq n (sub (W' j) W)).
  Proof.
    destruct mixed_outcome as [lambda H].
    set (c := f (add W (scale gamma P)) - kappa / (4 * F_max) * weighted_sq n (R_of A P) g
              - kappa / (8 * F_max) * norm_sq n (gradient_response A P g)) in *.
    set (K := 3 / 4 * kappa * s + 2 * L * kappa^2 * F_max^2) in *.
    set (transfer j := F_max / kappa * weighted_inverse_sq n (R_of A P) (sub (W' j) W) + L * norm_sq n (sub (W' j) W)).
    assert (HE : expected N p (fun j => f (add (W' j) (scale gamma (P' j))) - transfer j)
        <= c + K * variance n N p eps).
    { apply (expected_bound N p Hp n eps Hz) with (lambda := lambda). intros j _. specialize (H j (W' j)).
      unfold transfer. lra. }
    rewrite expected_minus in HE. unfold transfer in HE. rewrite expected_plus, !expected_scal in HE.
    assert (HK : 0 <= K).
    { pose proof (asymmetry_nonneg n A P) as Hs. fold s in Hs. assert (0 < kappa) by (now apply Rmult_lt_0_compat).
      unfold K. apply Rplus_le_le_0_compat; [nra|]. apply Rmult_le_pos; [|apply pow2_ge_0].
      apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
    assert (K * variance n N p eps <= K * sigma^2) by now apply Rmult_le_compat_l.
    unfold K, c, kappa in *. lra.
  Qed.
End Descent.

Theorem residual_mixed_descent_published_fails :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (L : R) (f : vector -> R) (grad : vector -> vector)
            (A_W A_P : array) (W P : vector) (F_W F_P F_max alpha beta gamma sigma : R),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> variance n N p eps = sigma^2 ->
       0 < L -> smooth n L f grad -> is_F_max n A_W F_W -> is_F_max n A_P F_P -> F_max = Rmax F_W F_P ->
       in_range n A_P P -> (forall i, (i < n)%nat -> 0 < R_of A_P P i) -> in_range n A_W W ->
       0 < alpha -> 0 < beta -> 0 < gamma -> alpha <= 1 / (4 * L * F_max) ->
       let Wbar := add W (scale gamma P) in
       let g := grad Wbar in
       let P' := fun j => step A_P P (scale (- alpha) (add g (eps j))) in
       let W' := fun j => step A_W W (scale beta (P' j)) in
       expected N p (fun j => f (add (W' j) (scale gamma (P' j))))
       <= f Wbar - alpha / (4 * F_max) * weighted_sq n (R_of A_P P) g
          - alpha * gamma / (8 * F_max) * norm_sq n (gradient_response A_P P g)
          + 2 * alpha * sigma^2 * asymmetry n A_P P + 2 * alpha^2 * L * F_max^2 * sigma^2
          + F_max / alpha * expected N p (fun j => weighted_inverse_sq n (R_of A_P P) (sub (W' j) W))
          + expected N p (fun j => norm_sq n (sub (W' j) W))).
Proof.
  intros H.
  specialize (H 1%nat 1%nat (fun _ => 1) (fun _ _ => 0) 1 (quadratic 1 0) (quadratic_gradient 1 0) digital digital
                (fun _ => 15 / 16) (fun _ => / 4) 1 1 1 (/ 4) 1 (/ 4) 0).
  specialize (H ltac:(lia) certain (silence 1) (silent_variance 1) ltac:(lra) (quadratic_smooth 1 0 ltac:(lra))
                (digital_F_max 1 ltac:(lia)) (digital_F_max 1 ltac:(lia))).
  specialize (H ltac:(rewrite Rmax_left; lra) (digital_in_range 1 _)
                ltac:(intros; unfold R_of, q_plus, q_minus; cbn; lra) (digital_in_range 1 _)).
  specialize (H ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)). cbv zeta in H.
  rewrite !expected_certain in H.
  unfold weighted_sq, weighted_inverse_sq, norm_sq, gradient_response, R_of, q_plus, q_minus in H. cbn in H.
  unfold quadratic, quadratic_gradient, sub, add in H. unfold scale in H.
  rewrite ?digital_step, ?digital_F, ?digital_G in H. unfold quadratic_gradient, add, scale in H.
  rewrite ?digital_step in H. unfold Rdiv in H. lra.
Qed.
