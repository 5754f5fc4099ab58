(** One step of Tiki-Taka's array, P' = U(P, β(g+ε)) on the asymmetric linear device, where E|x+ε_i| >= cσ for every x
    (EX Assumption 5). *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Expectation GeneralResponse.
Local Open Scope R_scope.

(** E|x+ε_i| >= k for every number x and every entry i. *)
Definition deviates (n N : nat) (p : vector) (eps : nat -> vector) (k : R) : Prop :=
  forall i x, (i < n)%nat -> k <= expected N p (fun j => Rabs (x + eps j i)).

Section Step.
  Variables (n N : nat) (p : vector) (eps : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (tau beta sigma k : R) (P g : vector).
  Hypotheses (Htau : 0 < tau) (Hbeta : 0 < beta) (Hk : 0 < k).
  Hypothesis Hsigma : variance n N p eps <= sigma^2.
  Hypothesis Hdev : deviates n N p eps k.
  Hypothesis HP : norm_inf n P <= tau.
  Hypothesis Hgrad : 4 * beta * k <= tau.

  Let next (j : nat) := step (ald tau) P (scale beta (add g (eps j))).

  (** The noise of one entry is part of all noise. *)
  Lemma entry_variance i : (i < n)%nat -> 0 <= expected N p (fun j => (eps j i)^2) <= sigma^2.
  Proof.
    intros Hi. split; [apply expected_nonneg; [easy|intros; apply pow2_ge_0]|].
    eapply Rle_trans; [|exact Hsigma]. rewrite variance_entries by easy.
    apply (sum_of_term n (fun i => expected N p (fun j => (eps j i)^2))); [|easy].
    intros. apply expected_nonneg; [easy|]. intros. apply pow2_ge_0.
  Qed.

  (** One outcome of one entry: x = P_i, o = x/τ, y = g_i, e = ε_i, where (1+|o|)² <= a + b o². *)
  Lemma outcome a b x o y e :
    x = o * tau -> Rabs o <= 1 -> (forall t, 0 <= t <= 1 -> (1 + t)^2 <= a + b * t^2) ->
    (x + beta * (y + e) - Rabs (beta * (y + e)) * o)^2 + 2 * beta / tau * x^2 * Rabs (y + e)
    <= (1 + beta * k / tau) * x^2 + 2 * (beta * tau / k) * y^2 + beta^2 * (a + b * o^2) * e^2
       + (2 * beta * x + 2 * beta^2 * (1 + Rabs o)^2 * y) * e.
  Proof.
    intros Hx Ho Hab. rewrite Rabs_mult, (Rabs_pos_eq beta) by lra.
    pose proof (Rabs_pos o) as Po. specialize (Hab (Rabs o) (conj Po Ho)). rewrite pow2_abs in Hab.
    set (h := y + e). pose proof (pow2_abs h) as Hh. set (m := Rabs h) in *. set (t := Rabs o) in *.
    assert (Hm : 0 <= m) by apply Rabs_pos.
    assert (Hs : (h - m * o)^2 <= (1 + t)^2 * h^2).
    { assert (Hs : Rabs (h - m * o) <= (1 + t) * m).
      { eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq m) by easy.
        fold m t. lra. }
      rewrite <- Hh, <- (pow2_abs (h - m * o)). pose proof (Rabs_pos (h - m * o)). nra. }
    assert (Hy : 2 * x * y <= k / tau * x^2 + tau / k * y^2).
    { assert (E : k / tau * x^2 + tau / k * y^2 - 2 * x * y = (k * x - tau * y)^2 / (k * tau)) by (field; lra).
      assert (0 <= (k * x - tau * y)^2 / (k * tau)).
      { apply Rmult_le_pos; [apply pow2_ge_0|]. left. apply Rinv_0_lt_compat. nra. }
      lra. }
    assert (Hg : beta^2 * (1 + t)^2 * y^2 <= beta * tau / k * y^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|].
      apply (Rmult_le_reg_r k); [easy|]. replace (beta * tau / k * k) with (beta * tau) by (field; lra).
      assert ((1 + t)^2 <= 4) by nra. assert (0 <= beta^2 * k) by (pose proof (pow2_ge_0 beta); nra).
      apply (Rle_trans _ (4 * (beta^2 * k))); [|nra].
      replace (beta^2 * (1 + t)^2 * k) with ((1 + t)^2 * (beta^2 * k)) by ring. now apply Rmult_le_compat_r. }
    assert (He : beta^2 * (1 + t)^2 * e^2 <= beta^2 * (a + b * o^2) * e^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|]. apply Rmult_le_compat_l; [apply pow2_ge_0|easy]. }
    assert (E : (x + beta * h - beta * m * o)^2 + 2 * beta / tau * x^2 * m
                = x^2 + 2 * beta * x * h + beta^2 * (h - m * o)^2) by (rewrite Hx; field; lra).
    rewrite E. assert (Hs' : beta^2 * (h - m * o)^2 <= beta^2 * ((1 + t)^2 * h^2)).
    { apply Rmult_le_compat_l; [apply pow2_ge_0|easy]. }
    assert (Hy' : beta * (2 * x * y) <= beta * (k / tau * x^2 + tau / k * y^2)) by (apply Rmult_le_compat_l; lra).
    unfold h in *. clear E Hs Hy Hh.
    replace ((1 + beta * k / tau) * x^2 + 2 * (beta * tau / k) * y^2) with
      (x^2 + beta * (k / tau * x^2 + tau / k * y^2) + beta * tau / k * y^2) by (field; lra).
    nra.
  Qed.

  (** E|P'|² <= (1 - βk/(2τ))|P|² + (2βτ/k)|g|² + aβ²σ², where what noise adds through P is at most half the decay. *)
  Lemma array_decay a b :
    (forall t, 0 <= t <= 1 -> (1 + t)^2 <= a + b * t^2) -> 0 <= b -> b * beta * sigma^2 <= k * tau / 2 ->
    expected N p (fun j => norm_sq n (next j))
    <= (1 - beta * k / (2 * tau)) * norm_sq n P + 2 * (beta * tau / k) * norm_sq n g + a * beta^2 * sigma^2.
  Proof.
    intros Hab Hb Hnoise.
    assert (Ha : 0 <= a) by (specialize (Hab 0 ltac:(lra)); lra).
    apply (Rle_trans _ ((1 - beta * k / (2 * tau)) * norm_sq n P + 2 * (beta * tau / k) * norm_sq n g
                        + a * beta^2 * variance n N p eps)).
    2:{ apply Rplus_le_compat_l, Rmult_le_compat_l; [pose proof (pow2_ge_0 beta); nra|easy]. }
    unfold norm_sq at 1. rewrite expected_sum, variance_entries by easy. unfold norm_sq.
    rewrite <- !sum_of_scal, <- !sum_of_plus. apply sum_of_le. intros i Hi.
    pose proof (entry_variance i Hi) as Hv. pose proof (norm_inf_range tau n P i Htau HP Hi) as Ho.
    set (v := expected N p (fun j => (eps j i)^2)) in *.
    set (m := expected N p (fun j => Rabs (g i + eps j i))).
    assert (Hm : k <= m) by now apply Hdev.
    assert (Hx : P i = P i / tau * tau) by (field; lra).
    set (o := P i / tau) in *. set (x := P i) in *. set (y := g i) in *.
    assert (H : expected N p (fun j => (next j i)^2 + 2 * beta / tau * x^2 * Rabs (y + eps j i))
                <= ((1 + beta * k / tau) * x^2 + 2 * (beta * tau / k) * y^2) + beta^2 * (a + b * o^2) * v).
    { apply expected_at_most with (lambda := 2 * beta * x + 2 * beta^2 * (1 + Rabs o)^2 * y);
        [easy|now apply Hz|]. intros j Hj. unfold next. rewrite ald_step. unfold scale, add.
      fold x y o. now apply outcome. }
    rewrite expected_plus, expected_scal in H. fold m in H.
    assert (Hdecay : 2 * beta / tau * x^2 * k <= 2 * beta / tau * x^2 * m).
    { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [|apply pow2_ge_0].
      left. apply Rdiv_lt_0_compat; lra. }
    assert (Hadd : beta^2 * (b * o^2) * v <= beta * k / (2 * tau) * x^2).
    { rewrite Hx. replace (beta * k / (2 * tau) * (o * tau)^2) with (beta * o^2 * (k * tau / 2)) by (field; lra).
      replace (beta^2 * (b * o^2) * v) with (beta * o^2 * (b * beta * v)) by ring.
      apply Rmult_le_compat_l; [pose proof (pow2_ge_0 o); nra|].
      apply (Rle_trans _ (b * beta * sigma^2)); [|easy]. apply Rmult_le_compat_l; [nra|easy]. }
    replace (beta * k / (2 * tau)) with (beta * k / tau / 2) in * by (field; lra).
    replace (2 * beta / tau * x^2 * k) with (2 * (beta * k / tau * x^2)) in Hdecay by (field; lra). nra.
  Qed.
End Step.
