(** Claim    min(w_0, inf m_ξ) <= w_k <= max(w_0, sup m_ξ), m_ξ the minimum of f(.; ξ), in any order of the samples
    Source   EX Thm 8
    Assumes  one weight on the asymmetric linear device with symmetric point 0, w_{k+1} = U(w_k, -α f'(w_k; ξ_k)); any
             set
             of samples, every f(.; ξ) convex and differentiable, its derivative Lipschitz with L; |w_0|, |m_ξ| <= τ,
             0 < α <= 1/(2L); proved for every pair of bounds low <= m_ξ <= high in place of inf and sup
    Derived  the same for α(1+r)L <= 1 where |w_0|, |m_ξ| <= rτ, r <= 1
    Fails    for α = 1/L in place of 1/(2L): one sample, f = (w+1/2)²/2, τ = α = 1, w_0 = 1/2: w_1 = -1 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device gd_saturation_scalar.
Local Open Scope R_scope.

Lemma between_hull w m u low high : 0 <= (u - w) * (m - u) -> low <= w <= high -> low <= m <= high -> low <= u <= high.
Proof.
  intros H Hw Hm. destruct (Rle_dec w m).
  - assert (w <= u <= m) by (split; nra). lra.
  - assert (m <= u <= w) by (split; nra). lra.
Qed.

Theorem sgd_saturation_scalar_derived (Sample : Type) (tau r L alpha low high : R) (f g : Sample -> R -> R)
  (m : Sample -> R) (xi : nat -> Sample) (w : nat -> R) :
  0 < tau -> 0 <= r <= 1 -> 0 <= alpha -> alpha * (1 + r) * L <= 1 ->
  (forall s, convex_smooth L (f s) (g s) (m s)) ->
  Rabs (w O) <= r * tau -> (forall s, Rabs (m s) <= r * tau) -> (forall s, low <= m s <= high) ->
  (forall k, w (S k) = ald_update tau (w k) (- alpha * g (xi k) (w k))) ->
  forall k, Rmin (w O) low <= w k <= Rmax (w O) high.
Proof.
  intros Ht Hr Ha Hrate Hf H0 Hm Hhull Hw.
  assert (Both : forall k, Rabs (w k) <= r * tau /\ Rmin (w O) low <= w k <= Rmax (w O) high).
  { induction k as [|k [IHr IHh]]; [split; [easy|]; split; [apply Rmin_l|apply Rmax_l]|].
    destruct (gradient_of_convex L _ _ _ (w k) (Hf (xi k))) as [Hdir HG].
    assert (Hb : 0 <= (w (S k) - w k) * (m (xi k) - w (S k))).
    { rewrite Hw. apply (step_between tau r L alpha (m (xi k)) (w k)); easy. }
    split; [now apply (between_bounds (w k) (m (xi k)))|]. apply (between_hull (w k) (m (xi k))); [easy|easy|].
    specialize (Hhull (xi k)). pose proof (Rmin_r (w O) low). pose proof (Rmax_r (w O) high). lra. }
  intros k. apply Both.
Qed.

Theorem sgd_saturation_scalar (Sample : Type) (tau L alpha low high : R) (f g : Sample -> R -> R)
  (m : Sample -> R) (xi : nat -> Sample) (w : nat -> R) :
  0 < tau -> 0 < L -> 0 < alpha -> alpha <= 1 / (2 * L) ->
  (forall s, convex_smooth L (f s) (g s) (m s)) ->
  Rabs (w O) <= tau -> (forall s, Rabs (m s) <= tau) -> (forall s, low <= m s <= high) ->
  (forall k, w (S k) = ald_update tau (w k) (- alpha * g (xi k) (w k))) ->
  forall k, Rmin (w O) low <= w k <= Rmax (w O) high.
Proof.
  intros Ht HL Ha Hrate Hf H0 Hm.
  apply (sgd_saturation_scalar_derived Sample tau 1 L alpha low high f g m xi w); try lra; try easy.
  - apply (Rmult_le_compat_r (2 * L)) in Hrate; [|lra].
    replace (1 / (2 * L) * (2 * L)) with 1 in Hrate by (field; lra). lra.
  - intros s. specialize (Hm s). lra.
Qed.

Theorem sgd_saturation_scalar_larger_rate_fails :
  ~ (forall (tau L alpha low high : R) (f g : R -> R) (m : R) (w : nat -> R),
       0 < tau -> 0 < L -> 0 < alpha -> alpha <= 1 / L -> convex_smooth L f g m ->
       Rabs (w O) <= tau -> Rabs m <= tau -> low <= m <= high ->
       (forall k, w (S k) = ald_update tau (w k) (- alpha * g (w k))) ->
       forall k, Rmin (w O) low <= w k <= Rmax (w O) high).
Proof.
  intros H.
  pose (w := fix w k := match k with O => 1/2 | S j => ald_update 1 (w j) (- 1 * (1 * (w j - -1/2))) end).
  specialize (H 1 1 1 (-1/2) (-1/2) _ _ (-1/2) w ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
                (quadratic_convex_smooth 1 (-1/2) ltac:(lra))).
  specialize (H ltac:(simpl; rewrite Rabs_pos_eq; lra) ltac:(rewrite Rabs_left; lra) ltac:(lra) ltac:(easy) 1%nat).
  simpl in H. unfold ald_update in H. rewrite Rmin_right, Rabs_left in H by lra. lra.
Qed.
