(** Claim    E|P''-Cg'|² <= (1 - βσ/(τ√D))|P'-Cg|² + (4L²τ³D^(3/2)/(βσ³))|dW|² + (4βσ/(τ√D))|P'|² +
             (4β√D/(τσ))|P'|_inf²|g|² + 2β²σ², C = τ√D/σ
    Source   EX Lemma 5
    Assumes  one asymmetric linear device, symmetric point 0, τ > 0, |P'|_inf <= τ; P'' = U(P', β(g'+ε)), g = ∇f(W),
             g' = ∇f(W'), dW = W'-W, |∇f(y)-∇f(x)| <= L|y-x|; finitely many outcomes of ε with any probabilities, E ε =
             0, E ε_i² <= σ²/D in every entry; β, σ > 0, βσ <= τ√D, D > 0
    Derived  tracking_derived: with a = βv/τ, C = τ/v, E ε_i² <= v²: E|P''-Cg'|² <= (1-a)|P'-Cg|² + C²L²(2(1-a)²/a +
             4a|P'|_inf²/τ²)|dW|² + 2a|P'|² + 4aC²|P'|_inf²|g|²/τ² + β²(1+|P'|_inf/τ)² E|ε|²
    Fails    tracking_without_rate_fails: without βσ <= τ√D: D = τ = σ = 1, P' = 0, g = g' = 2, ε = ±1, β = 2: 8 > 4;
             tracking_without_entries_fails: with E|ε|² <= σ² alone: D = 16, τ = σ = 1, P' = g = g' = 1/8 and ε = ±1
             in the first entry, β = 1/128 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Expectation GeneralResponse.
Local Open Scope R_scope.

Section Tracking.
  Variables (n N : nat) (p : vector) (eps : nat -> vector) (grad : vector -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (tau beta v L : R) (P W W' : vector).
  Hypotheses (Htau : 0 < tau) (Hbeta : 0 < beta) (Hv : 0 < v) (Ha1 : beta * v <= tau).
  Hypothesis Hgrad : forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x).
  Hypothesis Hentry : forall i, (i < n)%nat -> expected N p (fun j => (eps j i)^2) <= v^2.
  Hypothesis HP : norm_inf n P <= tau.

  Let C := tau / v.
  Let a := beta * v / tau.
  Let next (j : nat) := step (ald tau) P (scale beta (add (grad W') (eps j))).

  Lemma share : 0 < a <= 1.
  Proof.
    split; [apply Rdiv_lt_0_compat; nra|]. apply (Rmult_le_reg_r tau); [easy|].
    unfold a, Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  (** E X² <= (E X)² + E(X-c)². *)
  Lemma around_mean X c : expected N p (fun j => (X j)^2) <= (expected N p X)^2 + expected N p (fun j => (X j - c)^2).
  Proof.
    rewrite (expected_ext N p (fun j => (X j - c)^2) (fun j => ((X j)^2 - 2 * c * X j) + c^2)) by (intros; ring).
    rewrite expected_plus, expected_minus, expected_scal, expected_const by easy.
    pose proof (pow2_ge_0 (expected N p X - c)). lra.
  Qed.

  (** (v-m)² <= v² + y² for m = E|y+e|, E e = 0, E e² <= v². *)
  Lemma mean_size (e : nat -> R) (y : R) :
    expected N p e = 0 -> expected N p (fun j => (e j)^2) <= v^2 ->
    (v - expected N p (fun j => Rabs (y + e j)))^2 <= v^2 + y^2.
  Proof.
    intros He Hs. set (m := expected N p (fun j => Rabs (y + e j))).
    assert (Hm0 : 0 <= m) by (apply expected_nonneg; [easy|intros; apply Rabs_pos]).
    assert (Hm : m^2 <= y^2 + v^2).
    { pose proof (expected_square N p Hp (fun j => Rabs (y + e j))) as H. fold m in H. cbv beta in H.
      rewrite (expected_ext N p (fun j => (Rabs (y + e j))^2) (fun j => (y^2 + 2 * y * e j) + (e j)^2)) in H
        by (intros; rewrite pow2_abs; ring).
      rewrite !expected_plus, expected_const, expected_scal, He in H by easy. lra. }
    destruct (Rle_or_lt m v); nra.
  Qed.

  (** One entry: x = P'_i, o = x/τ, y = g'_i, z = g_i, noise e, m = E|y+e|. *)
  Lemma entry_mean (e : nat -> R) (x o y z : R) :
    x = o * tau -> expected N p e = 0 ->
    let m := expected N p (fun j => Rabs (y + e j)) in
    expected N p (fun j => (x + beta * (y + e j) - Rabs (beta * (y + e j)) * o - C * y)^2)
    <= (1 - a) * (x - C * z)^2 + 2 * a * ((v - m) * x / v)^2 + 2 * ((1 - a)^2 / a) * C^2 * (y - z)^2
       + beta^2 * (1 + Rabs o)^2 * expected N p (fun j => (e j)^2).
  Proof.
    intros Hx He m. pose proof share as Ha.
    eapply Rle_trans; [apply (around_mean _ (x + beta * y - beta * Rabs y * o - C * y))|].
    apply Rplus_le_compat.
    - assert (EM : expected N p (fun j => x + beta * (y + e j) - Rabs (beta * (y + e j)) * o - C * y)
                   = x + beta * y - beta * o * m - C * y).
      { rewrite (expected_ext N p _ (fun j => (x + beta * y - C * y) + beta * e j - beta * o * Rabs (y + e j))).
        2:{ intros. rewrite Rabs_mult, (Rabs_pos_eq beta) by lra. ring. }
        rewrite expected_minus, expected_plus, expected_const, !expected_scal, He by easy. fold m. ring. }
      rewrite EM. clear EM. set (s := (v - m) * x / v).
      set (B := s + (1 - a) / a * (C * (z - y))).
      assert (EM : x + beta * y - beta * o * m - C * y = (1 - a) * (x - C * z) + a * B).
      { unfold B, s, a, C. rewrite Hx. field. lra. }
      rewrite EM. assert (HB : a * B^2 <= 2 * a * s^2 + 2 * ((1 - a)^2 / a) * C^2 * (y - z)^2).
      { replace (2 * a * s^2 + 2 * ((1 - a)^2 / a) * C^2 * (y - z)^2)
          with (a * B^2 + a * (s - (1 - a) / a * (C * (z - y)))^2) by (unfold B; field; lra).
        pose proof (pow2_ge_0 (s - (1 - a) / a * (C * (z - y)))). nra. }
      assert (HC : ((1 - a) * (x - C * z) + a * B)^2 <= (1 - a) * (x - C * z)^2 + a * B^2).
      { replace ((1 - a) * (x - C * z)^2 + a * B^2)
          with (((1 - a) * (x - C * z) + a * B)^2 + a * (1 - a) * (x - C * z - B)^2) by ring.
        pose proof (pow2_ge_0 (x - C * z - B)). assert (0 <= a * (1 - a)) by nra. nra. }
      lra.
    - rewrite <- expected_scal. apply expected_le; [easy|]. intros j _.
      rewrite Rabs_mult, (Rabs_pos_eq beta) by lra.
      replace (x + beta * (y + e j) - beta * Rabs (y + e j) * o - C * y - (x + beta * y - beta * Rabs y * o - C * y))
        with (beta * (e j - (Rabs (y + e j) - Rabs y) * o)) by ring.
      rewrite Rpow_mult_distr, Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      rewrite <- (pow2_abs (e j - _)), <- (pow2_abs (e j)), <- Rpow_mult_distr. apply pow_incr.
      split; [apply Rabs_pos|]. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult.
      pose proof (Rabs_triang_inv2 (y + e j) y) as T. replace (y + e j - y) with (e j) in T by ring.
      pose proof (Rabs_pos o). nra.
  Qed.

  Lemma entry (e : nat -> R) (x o y z : R) :
    x = o * tau -> expected N p e = 0 -> expected N p (fun j => (e j)^2) <= v^2 ->
    expected N p (fun j => (x + beta * (y + e j) - Rabs (beta * (y + e j)) * o - C * y)^2)
    <= (1 - a) * (x - C * z)^2 + 2 * a * (x^2 + x^2 / v^2 * y^2) + 2 * ((1 - a)^2 / a) * C^2 * (y - z)^2
       + beta^2 * (1 + Rabs o)^2 * expected N p (fun j => (e j)^2).
  Proof.
    intros Hx He Hs. pose proof (mean_size e y He Hs) as Hm. pose proof share as Ha.
    eapply Rle_trans; [apply (entry_mean e x o y z Hx He)|]. apply Rplus_le_compat_r, Rplus_le_compat_r.
    apply Rplus_le_compat_l, Rmult_le_compat_l; [lra|]. set (m := expected N p (fun j => Rabs (y + e j))) in *.
    replace (x^2 + x^2 / v^2 * y^2) with (x^2 / v^2 * (v^2 + y^2)) by (field; lra).
    replace (((v - m) * x / v)^2) with (x^2 / v^2 * (v - m)^2) by (field; lra).
    apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. nra.
  Qed.

  Lemma core :
    expected N p (fun j => norm_sq n (sub (next j) (scale C (grad W'))))
    <= (1 - a) * norm_sq n (sub P (scale C (grad W)))
       + C^2 * L^2 * (2 * (1 - a)^2 / a + 4 * a * (norm_inf n P)^2 / tau^2) * norm_sq n (sub W' W)
       + 2 * a * norm_sq n P + 4 * a * C^2 * (norm_inf n P)^2 * norm_sq n (grad W) / tau^2
       + sum_of n (fun i => beta^2 * (1 + Rabs (P i / tau))^2 * expected N p (fun j => (eps j i)^2)).
  Proof.
    pose proof share as Ha. set (Q := norm_inf n P).
    apply (Rle_trans _ (sum_of n (fun i =>
      (1 - a) * (P i - C * grad W i)^2 + 2 * a * ((P i)^2 + Q^2 / v^2 * (grad W' i)^2)
      + 2 * ((1 - a)^2 / a) * C^2 * (grad W' i - grad W i)^2
      + beta^2 * (1 + Rabs (P i / tau))^2 * expected N p (fun j => (eps j i)^2)))).
    - unfold norm_sq at 1. rewrite expected_sum. apply sum_of_le. intros i Hi.
      eapply Rle_trans; [|apply (Rle_trans _ _ _ (entry (fun j => eps j i) (P i) (P i / tau) (grad W' i) (grad W i)
                                   ltac:(field; lra) (Hz i Hi) (Hentry i Hi)))].
      + right. apply expected_ext. intros j _. unfold sub, next, scale, add. now rewrite ald_step.
      + apply Rplus_le_compat_r, Rplus_le_compat_r, Rplus_le_compat_l, Rmult_le_compat_l; [lra|].
        apply Rplus_le_compat_l, Rmult_le_compat_r; [apply pow2_ge_0|].
        apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; nra|].
        rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos|]. now apply norm_inf_entry.
    - rewrite !sum_of_plus, !sum_of_scal, sum_of_plus, sum_of_scal. apply Rplus_le_compat_r.
      change (sum_of n (fun i => (P i - C * grad W i)^2)) with (norm_sq n (sub P (scale C (grad W)))).
      change (sum_of n (fun i => (P i)^2)) with (norm_sq n P).
      change (sum_of n (fun i => (grad W' i)^2)) with (norm_sq n (grad W')).
      change (sum_of n (fun i => (grad W' i - grad W i)^2)) with (norm_sq n (sub (grad W') (grad W))).
      pose proof (Hgrad W W') as HL.
      pose proof (norm_sq_plus_le n (grad W) (sub (grad W') (grad W))) as H2.
      rewrite (norm_sq_ext n _ (grad W')) in H2 by (intros; unfold sub; ring).
      set (d := norm_sq n (sub (grad W') (grad W))) in *. set (g' := norm_sq n (grad W')) in *.
      set (g := norm_sq n (grad W)) in *. set (dw := norm_sq n (sub W' W)) in *.
      assert (K : 0 <= Q^2 / v^2).
      { apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. nra. }
      assert (B1 : 2 * a * (Q^2 / v^2 * g') <= 2 * a * (Q^2 / v^2 * (2 * g + 2 * (L^2 * dw)))).
      { apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [easy|]. lra. }
      assert (B2 : 2 * ((1 - a)^2 / a) * C^2 * d <= 2 * ((1 - a)^2 / a) * C^2 * (L^2 * dw)).
      { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra|].
        apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. lra. }
      replace (C^2 * L^2 * (2 * (1 - a)^2 / a + 4 * a * Q^2 / tau^2) * dw)
        with (2 * ((1 - a)^2 / a) * C^2 * (L^2 * dw) + 4 * a * (Q^2 / v^2 * (L^2 * dw))) by (unfold C; field; lra).
      replace (4 * a * C^2 * Q^2 * g / tau^2) with (4 * a * (Q^2 / v^2 * g)) by (unfold C; field; lra). lra.
  Qed.

  Theorem tracking_derived :
    expected N p (fun j => norm_sq n (sub (next j) (scale C (grad W'))))
    <= (1 - a) * norm_sq n (sub P (scale C (grad W)))
       + C^2 * L^2 * (2 * (1 - a)^2 / a + 4 * a * (norm_inf n P)^2 / tau^2) * norm_sq n (sub W' W)
       + 2 * a * norm_sq n P + 4 * a * C^2 * (norm_inf n P)^2 * norm_sq n (grad W) / tau^2
       + beta^2 * (1 + norm_inf n P / tau)^2 * variance n N p eps.
  Proof.
    eapply Rle_trans; [apply core|]. apply Rplus_le_compat_l. rewrite variance_entries by easy.
    rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
    apply Rmult_le_compat_r; [apply expected_nonneg; [easy|intros; apply pow2_ge_0]|].
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply pow_incr. pose proof (Rabs_pos (P i / tau)). split; [lra|].
    apply Rplus_le_compat_l. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau))
      by (left; now apply Rinv_0_lt_compat).
    apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat|]. now apply norm_inf_entry.
  Qed.

  (** The constants as printed, in v = σ/√D. *)
  Lemma published_constants :
    expected N p (fun j => norm_sq n (sub (next j) (scale C (grad W'))))
    <= (1 - a) * norm_sq n (sub P (scale C (grad W))) + 4 * C^2 * L^2 / a * norm_sq n (sub W' W)
       + 4 * a * norm_sq n P + 4 * a * C^2 * (norm_inf n P)^2 * norm_sq n (grad W) / tau^2
       + 2 * beta^2 * variance n N p eps.
  Proof.
    pose proof share as Ha. eapply Rle_trans; [apply core|].
    assert (HS : sum_of n (fun i => beta^2 * (1 + Rabs (P i / tau))^2 * expected N p (fun j => (eps j i)^2))
                 <= 2 * beta^2 * variance n N p eps + 2 * a * norm_sq n P).
    { rewrite variance_entries by easy. unfold norm_sq. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_le.
      intros i Hi. specialize (Hentry i Hi).
      assert (Hs0 : 0 <= expected N p (fun j => (eps j i)^2))
        by (apply expected_nonneg; [easy|intros; apply pow2_ge_0]).
      set (s := expected N p (fun j => (eps j i)^2)) in *.
      assert (Ho : (Rabs (P i / tau))^2 = (P i)^2 / tau^2) by (rewrite pow2_abs; field; lra).
      assert (H1 : (1 + Rabs (P i / tau))^2 <= 2 + 2 * ((P i)^2 / tau^2)).
      { rewrite <- Ho. pose proof (pow2_ge_0 (1 - Rabs (P i / tau))). lra. }
      assert (H0 : 0 <= (P i)^2 / tau^2) by (rewrite <- Ho; apply pow2_ge_0).
      assert (Hb : 0 <= beta^2 * s) by (apply Rmult_le_pos; [apply pow2_ge_0|easy]).
      assert (H2 : beta^2 * s * ((P i)^2 / tau^2) <= a * (P i)^2).
      { apply (Rle_trans _ (beta^2 * v^2 * ((P i)^2 / tau^2))).
        - apply Rmult_le_compat_r; [easy|]. apply Rmult_le_compat_l; [apply pow2_ge_0|easy].
        - replace (beta^2 * v^2 * ((P i)^2 / tau^2)) with (a * a * (P i)^2) by (unfold a; field; lra).
          apply Rmult_le_compat_r; [apply pow2_ge_0|]. nra. }
      assert (H3 : beta^2 * s * (1 + Rabs (P i / tau))^2 <= beta^2 * s * (2 + 2 * ((P i)^2 / tau^2)))
        by (now apply Rmult_le_compat_l).
      lra. }
    assert (HW : C^2 * L^2 * (2 * (1 - a)^2 / a + 4 * a * (norm_inf n P)^2 / tau^2) <= 4 * C^2 * L^2 / a).
    { replace (4 * C^2 * L^2 / a) with (C^2 * L^2 * (4 / a)) by (field; lra).
      apply Rmult_le_compat_l; [apply Rmult_le_pos; apply pow2_ge_0|].
      assert (HQ : (norm_inf n P)^2 / tau^2 <= 1).
      { apply (Rmult_le_reg_r (tau^2)); [nra|]. replace ((norm_inf n P)^2 / tau^2 * tau^2) with ((norm_inf n P)^2)
          by (field; lra). rewrite Rmult_1_l. apply pow_incr. split; [apply largest_nonneg|easy]. }
      apply (Rmult_le_reg_r a); [lra|].
      replace ((2 * (1 - a)^2 / a + 4 * a * (norm_inf n P)^2 / tau^2) * a)
        with (2 * (1 - a)^2 + 4 * a^2 * ((norm_inf n P)^2 / tau^2)) by (field; lra).
      replace (4 / a * a) with 4 by (field; lra).
      assert (4 * a^2 * ((norm_inf n P)^2 / tau^2) <= 4 * a^2 * 1) by (apply Rmult_le_compat_l; nra). nra. }
    apply (Rmult_le_compat_r (norm_sq n (sub W' W))) in HW; [|apply norm_sq_nonneg]. lra.
  Qed.
End Tracking.

Theorem tracking (n N : nat) (p : vector) (eps : nat -> vector) (grad : vector -> vector)
    (tau beta sigma L : R) (P W W' : vector) :
  (0 < n)%nat -> distribution N p -> unbiased n N p eps -> 0 < tau -> 0 < beta -> 0 < sigma ->
  beta * sigma <= tau * sqrt (INR n) ->
  (forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x)) ->
  (forall i, (i < n)%nat -> expected N p (fun j => (eps j i)^2) <= sigma^2 / INR n) ->
  norm_inf n P <= tau ->
  let root := sqrt (INR n) in
  let C := tau * root / sigma in
  expected N p (fun j => norm_sq n (sub (step (ald tau) P (scale beta (add (grad W') (eps j)))) (scale C (grad W'))))
  <= (1 - beta * sigma / (tau * root)) * norm_sq n (sub P (scale C (grad W)))
     + 4 * L^2 * tau^3 * root^3 / (beta * sigma^3) * norm_sq n (sub W' W)
     + 4 * beta * sigma / (tau * root) * norm_sq n P
     + 4 * beta * root / (tau * sigma) * (norm_inf n P)^2 * norm_sq n (grad W) + 2 * beta^2 * sigma^2.
Proof.
  intros Hn Hp Hz Htau Hbeta Hsigma Ha Hgrad Hentry HP root C.
  assert (HD : 0 < INR n) by now apply lt_0_INR.
  assert (Hr : 0 < root) by now apply sqrt_lt_R0.
  assert (Hr2 : root^2 = INR n) by (apply pow2_sqrt; lra).
  set (v := sigma / root). assert (Hv : 0 < v) by now apply Rdiv_lt_0_compat.
  assert (Hv2 : v^2 = sigma^2 / INR n) by (rewrite <- Hr2; unfold v; field; lra).
  rewrite <- Hv2 in Hentry.
  assert (Hav : beta * v <= tau).
  { apply (Rmult_le_reg_r root); [easy|]. unfold v. replace (beta * (sigma / root) * root) with (beta * sigma)
      by (field; lra). exact Ha. }
  pose proof (published_constants n N p eps grad Hp Hz tau beta v L P W W' Htau Hbeta Hv Hav Hgrad Hentry HP) as H.
  cbv zeta in H. replace (tau / v) with C in H by (unfold C, v; field; lra).
  assert (HV : 2 * beta^2 * variance n N p eps <= 2 * beta^2 * sigma^2).
  { apply Rmult_le_compat_l; [pose proof (pow2_ge_0 beta); lra|].
    rewrite variance_entries by easy. replace (sigma^2) with (sum_of n (fun _ => v^2)).
    - apply sum_of_le. exact Hentry.
    - rewrite sum_of_const, Hv2. field. lra. }
  replace (beta * v / tau) with (beta * sigma / (tau * root)) in H by (unfold v; field; lra).
  replace (4 * L^2 * tau^3 * root^3 / (beta * sigma^3))
    with (4 * C^2 * L^2 / (beta * sigma / (tau * root))) by (unfold C; field; lra).
  replace (4 * beta * sigma / (tau * root)) with (4 * (beta * sigma / (tau * root))) by (field; lra).
  replace (4 * beta * root / (tau * sigma) * (norm_inf n P)^2 * norm_sq n (grad W))
    with (4 * (beta * sigma / (tau * root)) * C^2 * (norm_inf n P)^2 * norm_sq n (grad W) / tau^2)
    by (unfold C; field; lra).
  lra.
Qed.

Definition plus_or_minus (j : nat) : R := match j with O => 1 | _ => -1 end.

Theorem tracking_without_rate_fails :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (grad : vector -> vector)
            (tau beta sigma L : R) (P W W' : vector),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> 0 < tau -> 0 < beta -> 0 < sigma -> 0 < L ->
       (forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x)) ->
       (forall i, (i < n)%nat -> expected N p (fun j => (eps j i)^2) <= sigma^2 / INR n) ->
       norm_inf n P <= tau ->
       let root := sqrt (INR n) in
       let C := tau * root / sigma in
       expected N p (fun j => norm_sq n (sub (step (ald tau) P (scale beta (add (grad W') (eps j))))
           (scale C (grad W'))))
       <= (1 - beta * sigma / (tau * root)) * norm_sq n (sub P (scale C (grad W)))
          + 4 * L^2 * tau^3 * root^3 / (beta * sigma^3) * norm_sq n (sub W' W)
          + 4 * beta * sigma / (tau * root) * norm_sq n P
          + 4 * beta * root / (tau * sigma) * (norm_inf n P)^2 * norm_sq n (grad W) + 2 * beta^2 * sigma^2).
Proof.
  intros H. specialize (H 1%nat 2%nat (fun _ => / 2) (fun j _ => plus_or_minus j) (fun _ _ => 2) 1 2 1 1
                          (fun _ => 0) (fun _ => 0) (fun _ => 0)).
  assert (Hp : distribution 2 (fun _ => / 2)) by (split; [intros|]; cbn [sum_of]; lra).
  specialize (H ltac:(lia) Hp ltac:(intros i _; unfold expected, plus_or_minus; cbn [sum_of]; lra)
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
                ltac:(intros; unfold norm_sq, sub; cbn [sum_of]; pose proof (pow2_ge_0 (y 0%nat - x 0%nat)); lra)
                ltac:(intros; unfold expected, plus_or_minus; cbn [sum_of INR]; lra)).
  unfold norm_inf, largest in H. rewrite Rabs_R0, Rmax_right in H by lra. specialize (H ltac:(lra)). cbv zeta in H.
  unfold expected, plus_or_minus, norm_sq, sub in H. cbn [sum_of INR] in H. rewrite sqrt_1 in H.
  rewrite !ald_step in H. unfold scale, add in H. unfold Rdiv in H. rewrite !Rmult_0_l, !Rmult_0_r, Rinv_1 in H. lra.
Qed.

(** Sixteen entries of which the first alone is noisy. *)
Definition in_first (x : R) (i : nat) : R := match i with O => x | _ => 0 end.

Lemma first_only n x : (0 < n)%nat -> (forall i, x (S i) = 0) -> norm_sq n x = (x 0%nat)^2.
Proof.
  intros Hn Hx. destruct n as [|n]; [lia|]. unfold norm_sq. rewrite sum_of_first.
  rewrite (sum_of_ext n _ (fun _ => 0)) by (intros; rewrite Hx; ring). rewrite sum_of_zero. ring.
Qed.

Theorem tracking_without_entries_fails :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (grad : vector -> vector)
            (tau beta sigma L : R) (P W W' : vector),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> 0 < tau -> 0 < beta -> 0 < sigma -> 0 < L ->
       beta * sigma <= tau * sqrt (INR n) ->
       (forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x)) ->
       variance n N p eps <= sigma^2 -> norm_inf n P <= tau ->
       let root := sqrt (INR n) in
       let C := tau * root / sigma in
       expected N p (fun j => norm_sq n (sub (step (ald tau) P (scale beta (add (grad W') (eps j))))
           (scale C (grad W'))))
       <= (1 - beta * sigma / (tau * root)) * norm_sq n (sub P (scale C (grad W)))
          + 4 * L^2 * tau^3 * root^3 / (beta * sigma^3) * norm_sq n (sub W' W)
          + 4 * beta * sigma / (tau * root) * norm_sq n P
          + 4 * beta * root / (tau * sigma) * (norm_inf n P)^2 * norm_sq n (grad W) + 2 * beta^2 * sigma^2).
Proof.
  intros H. specialize (H 16%nat 2%nat (fun _ => / 2) (fun j => in_first (plus_or_minus j)) (fun _ => in_first (/ 8))
                          1 (/ 128) 1 1 (in_first (/ 8)) (fun _ => 0) (fun _ => 0)).
  assert (Hroot : sqrt (INR 16) = 4).
  { replace (INR 16) with (4 * 4) by (simpl; ring). apply sqrt_square. lra. }
  assert (Hp : distribution 2 (fun _ => / 2)) by (split; [intros|]; cbn [sum_of]; lra).
  assert (Hinf : norm_inf 16 (in_first (/ 8)) = / 8).
  { apply Rle_antisym.
    - apply largest_le; [lra|]. intros [|i] _; cbn [in_first]; [rewrite Rabs_pos_eq; lra|rewrite Rabs_R0; lra].
    - pose proof (norm_inf_entry 16 (in_first (/ 8)) 0%nat ltac:(lia)) as E. cbn [in_first] in E.
      rewrite Rabs_pos_eq in E; lra. }
  rewrite Hroot, Hinf in H.
  specialize (H ltac:(lia) Hp
                ltac:(intros [|i] _; unfold expected, in_first, plus_or_minus; cbn [sum_of]; lra)
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  specialize (H ltac:(intros x y; pose proof (norm_sq_nonneg 16 (sub y x));
                      rewrite (first_only 16 (sub _ _)) by (try lia; intros; unfold sub, in_first; ring);
                      replace (sub _ _ 0%nat) with 0 by (unfold sub, in_first; ring); lra)).
  assert (Hv : variance 16 2 (fun _ => / 2) (fun j => in_first (plus_or_minus j)) <= 1^2).
  { unfold variance. rewrite (expected_ext 2 _ _ (fun j => (plus_or_minus j)^2))
      by (intros; now rewrite (first_only 16 (in_first _)) by (try lia; intros; reflexivity)).
    unfold expected, plus_or_minus. cbn [sum_of]. lra. }
  specialize (H Hv ltac:(lra)). cbv zeta in H.
  rewrite (expected_ext 2 _ _ (fun j => (/ 8 + / 128 * (/ 8 + plus_or_minus j)
              - Rabs (/ 128 * (/ 8 + plus_or_minus j)) * (/ 8 / 1) - 1 * 4 / 1 * / 8)^2)) in H.
  2:{ intros j _. rewrite first_only; [|lia|].
      - unfold sub. rewrite ald_step. reflexivity.
      - intros i. unfold sub. rewrite ald_step. unfold scale, add, in_first, Rdiv.
      rewrite Rplus_0_r, !Rmult_0_r, Rabs_R0. ring. }
  rewrite (first_only 16 (sub (in_first (/ 8)) _)) in H by (try lia; intros; unfold sub, scale, in_first; ring).
  rewrite (first_only 16 (in_first (/ 8))) in H by (try lia; intros; reflexivity).
  rewrite (first_only 16 (sub (fun _ => 0) _)) in H by (try lia; intros; unfold sub; ring).
  unfold expected, sub, scale, in_first, plus_or_minus in H. cbn [sum_of] in H.
  rewrite (Rabs_pos_eq (/ 128 * (/ 8 + 1))), (Rabs_left (/ 128 * (/ 8 + -1))) in H by lra. lra.
Qed.
